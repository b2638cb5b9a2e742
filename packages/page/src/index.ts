export { PAGE_FILE, pageDocument } from './document.js';
export { SCRIPT } from './html/script.js';
export { STYLE } from './html/style.js';
export { renderPage } from './page.js';
export type { PageFleet, PageForm, PageSnapshot, Retraining } from './snapshot.js';
