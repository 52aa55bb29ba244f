/** RFC 3720 B.4: the CRC-32C of five known byte strings; and parts join to the checksum of the whole. */
import t from 'tap'
import { crc32c } from '../src/crc32c.ts'

const counting = Uint8Array.from({ length: 32 }, (_, at) => at)
const read10 = Buffer.from(
  '01c00000000000000000000000000000140000000000040000000014000000182800000000000000' +
  '0200000000000000', 'hex')

t.test('gives the checksums of RFC 3720', async t => {
  t.equal(crc32c(new Uint8Array(32)), 0x8a9136aa, '32 zeros')
  t.equal(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8ab43, '32 bytes of ones')
  t.equal(crc32c(counting), 0x46dd794e, '32 bytes counting up')
  t.equal(crc32c(counting.toReversed()), 0x113fdb5c, '32 bytes counting down')
  t.equal(crc32c(read10), 0xd9963a56, 'an iSCSI read command')
  t.equal(crc32c(Buffer.from('123456789')), 0xe3069283, 'the check value of the catalogue')
})

t.test('joins parts of any length', async t => {
  for (let cut = 0; cut <= read10.length; cut++) {
    t.equal(crc32c(read10, crc32c(read10, 0, 0, cut), cut), 0xd9963a56, `cut at ${cut}`)
  }
})
