export { startHttp, type HttpChoices, type HttpServer } from './server.ts'
export type { Log } from './service.ts'
