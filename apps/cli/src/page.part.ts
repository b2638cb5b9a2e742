// In the bundle of all programs the scheduler takes its own from here.
export { PAGE_FILE, pageDocument } from '@org/model-registry-page';
export { makePage } from '@org/model-registry-snapshot';
export { servePage } from './serve/serve-page.js';
