export { type HttpChoices, type HttpServer, startHttp } from './server.ts'
export type { Log } from './service.ts'
