import { libp2pNet, type MakeNet } from '@hivemind/net'
import { netSuite } from '@hivemind/net/suite'
import t from 'tap'

const make: MakeNet = choices => libp2pNet({ ...choices, encryption: ['tls'] })
netSuite(t, { make, listen: '127.0.0.1:0', deadAddress: '127.0.0.1:1' })
