import { createHub, memoryNet } from '@hivemind/net'
import { netSuite } from '@hivemind/net/suite'
import t from 'tap'

netSuite(t, { make: memoryNet(createHub()), listen: '127.0.0.1:0', deadAddress: '127.0.0.1:9999' })
