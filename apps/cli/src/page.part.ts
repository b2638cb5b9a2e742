export { renderPage } from '@org/model-registry-page';
export { readSnapshot } from './page/read-snapshot.js';
export { servePage } from './page/serve/serve-page.js';
