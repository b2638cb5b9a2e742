// What is not exported to users, but read by them all the same.
export * from '../packages/core/src/index.js';
export { parseJson } from '../packages/core/src/text/parse-json.js';
