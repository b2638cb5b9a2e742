export { withConfigTables } from './config-tables.js';
export { DOCUMENTS, type DocumentName } from './documents.js';
export type {
  FleetDocument,
  ProgressDocument,
  PullDocument,
  PushDocument,
  StoreDocument,
} from './fleet-documents.js';
export {
  type InspectDocument,
  inspectDocument,
} from './inspect-document.js';
export { problemPagesSource } from './problem-pages.js';
export {
  type RetrainDocument,
  type RetrainStatusDocument,
  retrainDocument,
  retrainStatusDocument,
} from './retrain-documents.js';
export { type JsonSchema, schemaFiles, schemaText } from './schema-files.js';
export {
  type CompletionDocument,
  completionDocument,
  type DoctorDocument,
  doctorDocument,
  type ExplainDocument,
  explainDocument,
  type InstallerDocument,
  installerDocument,
  type ListDocument,
  listDocument,
  type MetricsDocument,
  metricsDocument,
  type PageDocument,
  pageDocument,
  type SelectDocument,
  type ServeDocument,
  selectDocument,
  serveDocument,
  type WatchDocument,
  watchDocument,
} from './selection-documents.js';
export {
  type AlertDocument,
  alertDocument,
  type BackfillDocument,
  backfillDocument,
  type ForgiveDocument,
  forgiveDocument,
  type HistoryDocument,
  historyDocument,
  type PinDocument,
  type PruneDocument,
  pinDocument,
  pruneDocument,
  type RecordDocument,
  type RecoverDocument,
  type RestoreDocument,
  type RollbackDocument,
  recordDocument,
  recoverDocument,
  restoreDocument,
  rollbackDocument,
  type UnpinDocument,
  unpinDocument,
} from './store-documents.js';
export {
  type NextVersionDocument,
  nextVersionDocument,
  type PublishDocument,
  publishDocument,
  type TrainDocument,
  trainDocument,
} from './training-documents.js';
