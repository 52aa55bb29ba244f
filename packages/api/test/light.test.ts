/** A short-lived command must start fast: the client's entrance loads no validator. */
import { execFileSync } from 'node:child_process'
import t from 'tap'

t.test('importing the client loads no validator', async t => {
  const script = `
    import { registerHooks } from 'node:module'
    const loaded = []
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
    await import('@hivemind/api')
    console.log(JSON.stringify(loaded))`
  const options = { cwd: import.meta.dirname, encoding: 'utf8' } as const
  const loaded = JSON.parse(
    execFileSync(process.execPath, ['--conditions=hivemind-src', '--input-type=module', '-e', script], options)
  ) as string[]
  t.ok(loaded.some(url => url.endsWith('/client.ts')))
  t.same(loaded.filter(url => url.includes('node_modules') || /\/(contract|openapi|schemas)/.test(url)), [])
})
