import { type CompleteModel, openRegistry } from '@org/model-registry';

export interface Service {
  readonly configFile: string;
  readonly signal: AbortSignal;
  /** Takes a model into use; where it throws, the one before stays in use. */
  readonly load: (model: CompleteModel) => Promise<void>;
  /** No model may be in use any more. */
  readonly pause: () => void;
  readonly warn: (message: string) => void;
}

/** Follows the selection until the signal: the same decision that the command line takes. */
export async function followModel(service: Service): Promise<void> {
  const { configFile, signal, load, pause, warn } = service;
  const registry = openRegistry({ config: configFile });
  const onError = (error: Error) => warn(error.message);
  for await (const { selected } of registry.watch({ signal, onError })) {
    if (!selected) pause();
    else
      await load(selected).catch((error: Error) => warn(`${selected.version}: ${error.message}`));
  }
}
