/** Whether a module belongs to a library on the allow-list: a bot has no classes of its own in there. */
export function isLibrary(module: string): boolean {
  return /^(?:_loss|joblib|numpy|pandas|scipy|sklearn|xgboost)(?:\.|$)/.test(module);
}
