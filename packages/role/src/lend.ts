/** Lends the SDK and zod to whatever is imported after it: `node --import`. Touches the module system. */
import { lendPackages } from './loading.ts'

lendPackages()
