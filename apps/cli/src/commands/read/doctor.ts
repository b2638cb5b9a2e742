import {
  type Diagnosis,
  diagnose,
  diagnoseFleet,
  escapeText,
  isComplete,
  type ProposedLayout,
  proposeLayout,
  type Survey,
} from '@org/model-registry-core';
import { namesForLayout, survey } from '@org/model-registry-fs-scanner';
import { diagnoseStore, knownState } from '@org/model-registry-fs-store';
import { type Command, EXIT, flag, paint, renderProblem } from '@org/model-registry-program';
import { verifyVersions } from '@org/model-registry-selector';
import { type Context, readContext } from '../../context.js';

export const doctor: Command = {
  usage: 'doctor [--all] [--layout] [options]',
  summary: 'what to look at: ignored, incomplete, legacy, unsafe',
  help: `Looks over the models directory: ignored files, models under other names where
no version is there, incomplete versions, metadata that cannot be read or is of
the old kind, finished models that were never published, what interrupted runs
left, files that every user may change, libraries that the environment of the
bot lacks (model.python), and paths in the config file that name another version
than the selected one. Changes nothing; exits 0 whatever it finds.`,
  examples: ['model-registry doctor', 'model-registry doctor --all --json'],
  options: {
    all: { type: 'boolean', help: 'verify the files of every version too' },
    layout: {
      type: 'boolean',
      help: `propose names for model.layout of the config, from the
files that are there`,
    },
  },
  operands: [],
  async run(arguments_) {
    const context = await readContext(arguments_);
    const { registry, scan, config, selection, unreadPin, unreadResults, now } = context;
    const selected = selection.chosen?.model ?? null;
    const around: Survey = {
      ...survey(registry, scan),
      ...(scan.found && { left: await diagnoseStore(registry) }),
      ...(flag(arguments_, 'all') && {
        verified: await verifyVersions(scan.models, config.requirements),
      }),
    };
    const problems = [
      ...diagnose(scan, around, config, selected, now),
      ...(flag(arguments_, 'all') ? [] : librariesOf(context)),
      ...fleetOf(context),
      ...[unreadPin, unreadResults].flatMap((problem) =>
        problem ? [{ version: null, problem }] : [],
      ),
    ];
    const isLayoutWanted = flag(arguments_, 'layout');
    const layout = isLayoutWanted ? proposeLayout(namesForLayout(scan.location)) : null;
    return {
      text: () => renderDoctor(context, problems) + (isLayoutWanted ? renderLayout(layout) : ''),
      json: () => ({
        schema: 'model-registry/doctor@1',
        config: context.configFile,
        models_dir: scan.location,
        found: scan.found,
        problems: problems.map(({ version, problem }) => ({ version, ...problem })),
        ...(isLayoutWanted && { layout }),
      }),
      remarks: context.remarks,
      status: EXIT.done,
    };
  },
};

/** What the environment that loads the models has other libraries for, of the versions that were verified. */
function librariesOf({ selection, refused, warnings }: Context): Diagnosis[] {
  const chosen = selection.chosen ? [{ model: selection.chosen.model, problems: warnings }] : [];
  return [...chosen, ...refused].flatMap(({ model, problems }) =>
    problems
      .filter(({ kind }) => kind === 'library-mismatch')
      .map((problem) => ({ version: model.version, problem })),
  );
}

/** Of the store that many machines share, as far as it is known here. */
function fleetOf({ config, registry, scan, now }: Context): Diagnosis[] {
  if (config.store === null) return [];
  const versions = scan.models.filter(isComplete).map(({ version }) => version);
  return diagnoseFleet(config.store, knownState(registry, config.store.url), versions, now);
}

/** To be pasted into a config file. */
function renderLayout(proposed: ProposedLayout | null): string {
  if (proposed === null) {
    return `
Layout     none fits: no model file has a .json file of the same version beside it
`;
  }
  const { version, model, scaler, config, companions, versions } = proposed;
  const quoted = (name: string | null) => (name === null ? 'null' : `"${escapeText(name, 200)}"`);
  return `
Layout     fits ${versions} ${versions === 1 ? 'version' : 'versions'}; for the config file:

model:
  layout:
    version: ${version}
    model: ${quoted(model)}
    scaler: ${quoted(scaler)}
    config: ${quoted(config)}
${companions.length > 0 ? `    companions:\n${companions.map((name) => `      - ${quoted(name)}\n`).join('')}` : ''}`;
}

/** What a person should look at, by version. */
function renderDoctor({ scan }: Context, diagnoses: readonly Diagnosis[]): string {
  const place = escapeText(scan.location);
  if (!scan.found) return `There is no directory ${place}\n`;
  const lines = [
    `Models     ${place}`,
    `Versions   ${scan.models.length}`,
    `Problems   ${diagnoses.length === 0 ? paint('green', 'none') : diagnoses.length}`,
  ];
  for (const [at, { version, problem }] of diagnoses.entries()) {
    const isFirst = at === 0 || diagnoses[at - 1]?.version !== version;
    if (isFirst) lines.push('', `  ${paint('bold', version ?? 'Directory')}`);
    lines.push(...renderProblem(problem));
  }
  return `${lines.join('\n')}\n`;
}
