/**
 * Domain names as the wire has them: labels with their lengths, in a string of one character a byte.
 *
 * Pure. Source: RFC 1035 2.3.4, 3.1, 4.1.4 and 5.1; RFC 4343 for case. Labels may hold any byte, so names are never
 * taken apart at dots.
 */
import { HEADER_BYTES } from './numbers.ts'

declare const unit: unique symbol
/** The bytes of a name, its root's zero included. */
export type Name = string & { readonly [unit]: 'wire-name' }
/** A name in small letters: equal for names that are the same. */
export type NameKey = string & { readonly [unit]: 'name-key' }

export const ROOT = '\0' as Name
export const NAME_BYTES_MAX = 255
export const LABEL_BYTES_MAX = 63

const CAPITALS = /[A-Z]/

/** ASCII letters only: other bytes have no case (RFC 4343 2.1). Lengths of labels are below all letters. */
export const keyOf = (name: Name): NameKey =>
  (CAPITALS.test(name) ? name.replace(/[A-Z]/g, letter => letter.toLowerCase()) : name) as string as NameKey

/** The name without its first label; of the root there is none. */
export const parentOf = <One extends Name | NameKey>(name: One): One => name.slice(1 + name.charCodeAt(0)) as One

/** Whether a name is a zone's apex or below it. */
export function isBelow (key: NameKey, apex: NameKey): boolean {
  for (let one = key; one.length >= apex.length; one = parentOf(one)) {
    if (one === apex) return true
    if (one.length === 1) return false
  }
  return false
}

export const joined = (labels: string, rest: Name): Name => (labels + rest) as Name
/** One label with its length. The label is bytes in characters. */
export const label = (bytes: string): string => String.fromCharCode(bytes.length) + bytes

/**
 * Read a name as people write it: `www.example.org`, with `\.` and `\046` for bytes that need it. It is absolute, with
 * or without the last dot.
 *
 * @returns null when it is no name: an empty or too long label, more than 255 bytes, a cut escape
 */
export function nameFrom (text: string): Name | null {
  if (text === '.' || text === '') return text === '.' ? ROOT : null
  let name = ''
  let part = ''
  const bytes = Buffer.from(text, 'utf8').toString('latin1')
  for (let at = 0; at < bytes.length; at++) {
    const one = bytes[at] as string
    if (one === '\\') {
      const [digits] = /^\d{3}/.exec(bytes.slice(at + 1)) ?? []
      if (digits !== undefined && Number(digits) > 255) return null
      if (at + 1 >= bytes.length) return null
      part += digits === undefined ? bytes[at + 1] : String.fromCharCode(Number(digits))
      at += digits === undefined ? 1 : 3
    } else if (one === '.') {
      if (part === '' || part.length > LABEL_BYTES_MAX) return null
      name += label(part)
      part = ''
    } else part += one
  }
  if (part.length > LABEL_BYTES_MAX) return null
  name += part === '' ? '\0' : `${label(part)}\0`
  return name.length > NAME_BYTES_MAX ? null : name as Name
}

/** The labels of a name, from the left. */
export function labelsOf (name: Name | NameKey): readonly string[] {
  const labels: string[] = []
  for (let at = 0; name.charCodeAt(at) > 0;) {
    const length = name.charCodeAt(at)
    labels.push(name.slice(at + 1, at + 1 + length))
    at += 1 + length
  }
  return labels
}

/** A name as people write it, absolute: with its last dot. */
export function nameText (name: Name | NameKey): string {
  if (name.length <= 1) return '.'
  return labelsOf(name).map(part => `${escaped(part)}.`).join('')
}

const escaped = (part: string): string => part.replace(/[^!#-'*+,\-/0-9:<-?A-Z[\]^-z{|}~]/g, one =>
  /["$().;@\\]/.test(one) ? `\\${one}` : `\\${String(one.charCodeAt(0)).padStart(3, '0')}`)

/**
 * Read a name out of a packet.
 *
 * Pointers must go backwards each time, so that a packet cannot keep us busy.
 *
 * @returns the name and where the packet goes on behind it, or null when it is malformed
 */
export function readName (packet: Buffer, offset: number): { readonly name: Name, readonly next: number } | null {
  let name = ''
  let next = -1
  let least = offset
  for (let at = offset; ;) {
    const length = packet[at]
    if (length === undefined) return null
    if (length === 0) {
      if (name.length + 1 > NAME_BYTES_MAX) return null
      return { name: `${name}\0` as Name, next: next === -1 ? at + 1 : next }
    }
    if (length < 0x40) {
      if (at + 1 + length >= packet.length || name.length + 1 + length > NAME_BYTES_MAX) return null
      name += packet.toString('latin1', at, at + 1 + length)
      at += 1 + length
    } else {
      const low = packet[at + 1]
      if (length < 0xc0 || low === undefined) return null
      const to = ((length & 0x3f) << 8) | low
      if (to >= least || to < HEADER_BYTES) return null // No name stands in the header.
      if (next === -1) next = at + 2
      least = to
      at = to
    }
  }
}
