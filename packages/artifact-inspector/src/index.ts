export { inspectDescriptor, inspectFile } from './inspect.js';
