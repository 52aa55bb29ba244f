/** `hivemind cron add NAME SCHEDULE ROLE ACTION`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { reasonOf, reasonOption, showWritten } from '../reply.ts'
import { taskOf, taskOptions } from '../task-options.ts'

export const cronAdd = defineCommand({
  name: 'cron add',
  about: 'Have a role do something at times.',
  details: 'A schedule has five fields (minute, hour, day of the month, month, day of the week), six with seconds first, or is @hourly, @daily, @weekly, @monthly. Each time is one entry of the log, which adds one task, whoever leads. With -l the task is for those that hold the role and have these tags when the time has come. A time that is more than a minute late was missed.',
  examples: [
    'hivemind cron add nightly "30 2 * * *" pages rebuild --zone Europe/Amsterdam',
    'hivemind cron add report "@hourly" pages report --any --jitter 5m --catch-up skip',
    'hivemind cron add trim "@daily" pages trim -l zone=ams',
    'hivemind cron add sweep "*/10 * * * *" pages sweep --queue pages --hold'
  ],
  operands: [
    { name: 'NAME', about: 'A name for the job: up to 32 lower-case letters, digits and dashes.' },
    { name: 'SCHEDULE', about: 'A cron expression, quoted for the shell.' },
    { name: 'ROLE', about: 'Name of an enabled role.' },
    { name: 'ACTION', about: 'What it is asked to do.' }
  ],
  options: {
    zone: { kind: 'text', value: 'ZONE', standard: 'UTC', about: 'Time zone in which the schedule is meant.' },
    'catch-up': {
      kind: 'text', value: 'POLICY', standard: 'last', choices: ['skip', 'last', 'all'],
      about: 'Of missed times none is made up for, one for all, or each.'
    },
    overlap: { kind: 'flag', about: 'Add a task even while that of an earlier time is open.' },
    jitter: {
      kind: 'duration', value: 'TIME', standard: '0', about: 'Come up to so much later, each time another delay.'
    },
    ...taskOptions,
    reason: reasonOption
  },
  async run ({ operands: [name = '', schedule = '', role = '', action = ''], options }, context) {
    const { zone, overlap: overlaps, jitter: jitterMs, reason } = options
    const catchUp = options['catch-up'] as 'last'
    const task = taskOf(role, action, options)
    const client = await context.client()
    const body = { name, schedule, zone, catchUp, overlaps, jitterMs, task, ...reasonOf(reason) }
    showWritten(context, await client.call('cron-add', { body }), `added job ${name}`)
    return EXIT.ok
  }
})
