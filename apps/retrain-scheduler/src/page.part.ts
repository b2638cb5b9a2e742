export { PAGE_FILE, pageDocument } from '@org/model-registry-page';
export { makePage } from '@org/model-registry-snapshot';
