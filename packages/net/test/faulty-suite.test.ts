import { createHub, fair, faultyNet, memoryNet } from '@hivemind/net'
import { netSuite } from '@hivemind/net/suite'
import t from 'tap'

// In fair weather the wrapper must not be noticed.
netSuite(t, { make: faultyNet(memoryNet(createHub()), fair), listen: '127.0.0.1:0', deadAddress: '127.0.0.1:9999' })
