import { isVersion, type VersionScheme } from '../models/version.js';
import { soundsLikeModel } from './model-like.js';
import { layoutOf } from './read-layout.js';

/** Names of `model.layout` that fit files, and how many versions are complete by them. */
export interface ProposedLayout {
  readonly version: VersionScheme;
  readonly model: string;
  readonly scaler: string | null;
  readonly config: string;
  /** Data and parts of models that each of these versions has beside them. */
  readonly companions: readonly string[];
  /** At least 1. */
  readonly versions: number;
}

/** What looks like a version, apart from other digits. */
const LOOKS: Readonly<Record<VersionScheme, RegExp>> = {
  'major.minor': /(?<![\d.])\d+\.\d+(?!\d|\.\d)/g,
  integer: /(?<![\d.])\d+(?!\d|\.\d)/g,
  timestamp: /(?<!\d)\d{8}(?:[_T-]\d{6})?(?!\d)/g,
};

/** Of layouts that fit as many versions: digits of a time are integers too. */
const CLOSEST_FIRST = ['timestamp', 'major.minor', 'integer'] as const;

/** By template, the versions of which there is such a file. */
type Templates = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The layout that fits the most versions of the files in a directory: those that have a model and metadata.
 * A scaler that some of them have is part of all: a version without it is incomplete. What is in place of
 * other placeholders is left as it is: of several families, the largest is proposed.
 *
 * @param names of files in the models directory, and of those in its folders: `7/model.pkl`
 * @returns null where no model file has a metadata file of the same version beside it
 * @example proposeLayout(['model_v7.pkl', 'meta_v7.json'])?.model // 'model_v{version}.pkl'
 */
export function proposeLayout(names: readonly string[]): ProposedLayout | null {
  let best: ProposedLayout | null = null;
  for (const scheme of CLOSEST_FIRST) {
    const found = bestOf(scheme, templatesIn(scheme, names));
    if (found && found.versions > (best?.versions ?? 0)) best = found;
  }
  return best;
}

function templatesIn(scheme: VersionScheme, names: readonly string[]): Templates {
  const templates = new Map<string, Set<string>>();
  for (const name of names) {
    for (const { 0: version, index } of name.matchAll(LOOKS[scheme])) {
      if (!isVersion(scheme, version)) continue;
      const template = `${name.slice(0, index)}{version}${name.slice(index + version.length)}`;
      // In a folder, it is by this that versions are told from each other.
      if (/^[^{]*\//.test(template)) continue;
      templates.set(template, (templates.get(template) ?? new Set()).add(version));
    }
  }
  return templates;
}

function bestOf(version: VersionScheme, templates: Templates): ProposedLayout | null {
  const all = [...templates.keys()].sort();
  const scalers = all.filter(isScaler);
  const parts = all.filter((each) => soundsLikeModel(each) && !scalers.includes(each));
  const models = [...parts.filter(saysModel), ...parts.filter((each) => !saysModel(each))];
  const data = all.filter((each) => each.endsWith('.json') && !scalers.includes(each));
  const configs = [...data.filter(soundsLikeConfig), ...data];
  let best: ProposedLayout | null = null;
  let most = 0;
  for (const model of models) {
    for (const config of configs) {
      const both = shared(templates, model, config);
      if (model === config || both.length <= most) continue;
      const scaler = scalerOf(both, scalers, templates);
      const complete = scaler ? both.filter((one) => templates.get(scaler)?.has(one)) : both;
      const versions = complete.length;
      const named = { version, model, scaler, config, companions: [], versions };
      if (!isUsable(named)) continue;
      best = withCompanions(named, templates, (name) => (isScaler(name) ? complete : both));
      most = both.length;
    }
  }
  return best;
}

/**
 * That which most versions have, also where some lack it: without its scaler a model works with numbers that
 * mean something else, so those are better incomplete than selected.
 */
function scalerOf(
  versions: readonly string[],
  scalers: readonly string[],
  templates: Templates,
): string | null {
  const count = (name: string) => versions.filter((one) => templates.get(name)?.has(one)).length;
  const found = scalers.filter((name) => count(name) > 0);
  return found.sort((a, b) => count(b) - count(a))[0] ?? null;
}

/** What every version has: what is only beside some, nobody may require, but for another scaler. */
function withCompanions(
  named: ProposedLayout,
  templates: Templates,
  neededBy: (name: string) => readonly string[],
): ProposedLayout {
  const { model, scaler, config } = named;
  const companions = [...templates]
    .filter(([name]) => ![model, scaler, config].includes(name) && soundsLikePart(name))
    .filter(([name, has]) => neededBy(name).every((version) => has.has(version)))
    .map(([name]) => name)
    .sort();
  // One that stands elsewhere, or for the same file, is none.
  let proposal = named;
  for (const name of companions) {
    const longer = { ...named, companions: [...proposal.companions, name] };
    if (isUsable(longer)) proposal = longer;
  }
  return proposal;
}

function isScaler(template: string): boolean {
  return /scaler/i.test(template);
}

/** Not a picture, a report or a log of the training. */
function soundsLikePart(template: string): boolean {
  return soundsLikeModel(template) || /\.(?:json|csv|npy|npz|ya?ml)$/i.test(template);
}

/** Of several that fit as well, beside an encoder, say. */
function saysModel(template: string): boolean {
  return /model|ensemble|classifier|regressor|booster|forest|xgb|lgb|lightgbm|catboost/i.test(
    template,
  );
}

/** Of several that fit as well, beside the model's other files: an encoding, say. */
function soundsLikeConfig(template: string): boolean {
  return /meta|config|info/i.test(template);
}

function shared(templates: Templates, one: string, other: string): string[] {
  return [...(templates.get(one) ?? [])].filter((version) => templates.get(other)?.has(version));
}

function isUsable({ version, model, scaler, config, companions }: ProposedLayout): boolean {
  const names = { model, scaler, config };
  return 'layout' in layoutOf({ scheme: version, names, companions, values: {} });
}
