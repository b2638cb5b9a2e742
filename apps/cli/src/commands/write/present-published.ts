import {
  type Decision,
  type DiscoveredModel,
  describeModel,
  modelDocument,
  selectedVersion,
} from '@org/model-registry-core';
import { EXIT, type Outcome } from '@org/model-registry-program';

/** Tells that a version was published, and whether it is the selected one now. */
export function presentPublished(
  schema: string,
  { version, decision }: { readonly version: string; readonly decision: Decision },
  remarks: readonly string[],
): Outcome {
  const model = decision.scan.models.find((candidate) => candidate.version === version);
  return {
    text: () => `${describe(version, model, selectedVersion(decision)).join('\n')}\n`,
    json: () => ({
      schema,
      action: 'published',
      model: model ? modelDocument(model) : null,
      selected_version: selectedVersion(decision),
    }),
    remarks,
    status: EXIT.done,
  };
}

/** @param model undefined where it was moved away again since */
function describe(
  version: string,
  model: DiscoveredModel | undefined,
  selected: string | null,
): string[] {
  const effect =
    selected === version
      ? 'it is selected now'
      : `${selected ?? 'no version'} is selected (model-registry explain tells why)`;
  return [...(model ? [...describeModel(model), ''] : []), `Published ${version}: ${effect}.`];
}
