import { type DiscoveredModel, instantOf } from '@org/model-registry-core';
import { loadConfig, registryAt } from '@org/model-registry-fs-scanner';
import { type Situation, watchSelection } from '@org/model-registry-selector';

export interface Service {
  readonly configFile: string;
  readonly signal: AbortSignal;
  /** Takes a model into use; where it throws, the one before stays in use. */
  readonly load: (model: DiscoveredModel) => Promise<void>;
  /** No model may be in use any more. */
  readonly pause: () => void;
  readonly warn: (message: string) => void;
}

/** Follows the selection until the signal: the same decision that the command line takes. */
export async function followModel(service: Service): Promise<void> {
  const { configFile, signal, load, pause, warn } = service;
  function situation(): Situation {
    const config = loadConfig(configFile);
    if (!config) throw new Error(`there is no ${configFile}`);
    return { config, registry: registryAt(config.modelsDir), now: instantOf(new Date()) };
  }
  const onError = (error: Error) => void warn(error.message);
  for await (const { decision } of watchSelection({
    situation,
    files: [configFile],
    signal,
    onError,
  })) {
    const model = decision.selection.chosen?.model;
    if (!model) pause();
    else await load(model).catch((error: Error) => warn(`${model.version}: ${error.message}`));
  }
}
