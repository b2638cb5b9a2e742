export { SCRIPT } from './html/script.js';
export { STYLE } from './html/style.js';
export { renderPage } from './page.js';
export type { PageForm, PageSnapshot, Retraining } from './snapshot.js';
