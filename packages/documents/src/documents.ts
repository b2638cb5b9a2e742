import {
  fleetDocument,
  progressDocument,
  pullDocument,
  pushDocument,
  storeDocument,
} from './fleet-documents.js';
import { inspectDocument } from './inspect-document.js';
import { retrainDocument, retrainStatusDocument } from './retrain-documents.js';
import {
  completionDocument,
  doctorDocument,
  explainDocument,
  installerDocument,
  listDocument,
  metricsDocument,
  pageDocument,
  selectDocument,
  serveDocument,
  watchDocument,
} from './selection-documents.js';
import {
  alertDocument,
  backfillDocument,
  forgiveDocument,
  historyDocument,
  pinDocument,
  pruneDocument,
  recordDocument,
  recoverDocument,
  restoreDocument,
  rollbackDocument,
  unpinDocument,
} from './store-documents.js';
import { nextVersionDocument, publishDocument, trainDocument } from './training-documents.js';

/**
 * The schema of every document by what stands under its key `schema`. Keys that a schema does not
 * know pass and are dropped.
 *
 * @example DOCUMENTS['model-registry/select@1'].parse(JSON.parse(stdout)).selected?.model_path
 */
export const DOCUMENTS = {
  'model-registry/list@1': listDocument,
  'model-registry/select@1': selectDocument,
  'model-registry/explain@1': explainDocument,
  'model-registry/doctor@1': doctorDocument,
  'model-registry/inspect@1': inspectDocument,
  'model-registry/next-version@1': nextVersionDocument,
  'model-registry/history@1': historyDocument,
  'model-registry/watch@1': watchDocument,
  'model-registry/metrics@1': metricsDocument,
  'model-registry/page@1': pageDocument,
  'model-registry/serve@1': serveDocument,
  'model-registry/train@1': trainDocument,
  'model-registry/publish@1': publishDocument,
  'model-registry/pin@1': pinDocument,
  'model-registry/rollback@1': rollbackDocument,
  'model-registry/unpin@1': unpinDocument,
  'model-registry/prune@1': pruneDocument,
  'model-registry/restore@1': restoreDocument,
  'model-registry/record@1': recordDocument,
  'model-registry/forgive@1': forgiveDocument,
  'model-registry/recover@1': recoverDocument,
  'model-registry/push@1': pushDocument,
  'model-registry/pull@1': pullDocument,
  'model-registry/progress@1': progressDocument,
  'model-registry/fleet@1': fleetDocument,
  'model-registry/store@1': storeDocument,
  'model-registry/backfill@1': backfillDocument,
  'model-registry/completion@1': completionDocument,
  'model-registry/installer@1': installerDocument,
  'model-registry/alert@1': alertDocument,
  'model-registry/retrain@1': retrainDocument,
  'model-registry/retrain-status@1': retrainStatusDocument,
} as const;

/** What stands under a document's key `schema`. */
export type DocumentName = keyof typeof DOCUMENTS;
