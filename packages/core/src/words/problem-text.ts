import type { Fingerprint } from '../models/artifact.js';
import type { NotAFileFound, Problem, ProblemKind } from '../models/problem.js';
import { escapeText, listText, shellWord, showValue, toJson } from '../text/escape.js';
import { figureText } from '../text/figure.js';
import { inDays } from '../text/timestamp.js';
import { FOUND, IGNORED, namesText, noModel, UNREADABLE } from './found-files.js';
import { whyUnreadable } from './system-error.js';

/** A problem in words. Text from files is escaped. */
export interface ProblemText {
  /** What is wrong, in a few words. */
  readonly title: string;
  /** What would be right; empty where the title says it all. */
  readonly expected: string;
  /** What is there; empty where the title says it all. */
  readonly actual: string;
  /** What to do about it. */
  readonly advice: string;
}

const NOT_A_FILE: { readonly [Found in NotAFileFound]?: string } = {
  'symlink-outside':
    'Put the file itself there, or name the folder that it leads into in model.trusted_links, if you trust it.',
  'symlink-folder': 'Put the folder itself there.',
  'closed-folder': 'Correct its owner or permissions (chown, chmod), or run this as its owner.',
};

/** Whoever may not read it would have the bots forgotten that it names. */
function listAdvice(detail: string): string {
  const todo =
    detail === 'EACCES' || detail === 'EPERM'
      ? "Run this as the file's owner, or correct its owner and permissions (chown, chmod)"
      : 'Remove the file, and run each bot once';
  return `${todo}: until then prune moves and deletes nothing.`;
}

type Words = {
  readonly [Kind in ProblemKind]: (problem: Extract<Problem, { kind: Kind }>) => ProblemText;
};

const WORDS: Words = {
  'missing-file': ({ artifact }) => ({
    title: `The ${artifact} file is missing`,
    expected: 'all files of the version',
    actual: `no ${artifact} file`,
    advice: 'Restore the file, or move what is left of this version to archive/.',
  }),
  'not-a-file': ({ artifact, found }) => ({
    title: `The ${artifact} file is not usable`,
    expected: 'a regular file inside the models directory',
    actual: FOUND[found],
    advice: NOT_A_FILE[found] ?? 'Put the file itself there, or move the version to archive/.',
  }),
  'metadata-unreadable': ({ reason, detail }) => ({
    title: "The model's config file cannot be used",
    expected: 'a JSON object of at most 1 MiB',
    actual: UNREADABLE[reason] + (detail && ` (${escapeText(detail)})`),
    advice: noModel(reason)?.[1] ?? 'Restore the file from a backup, or train a new version.',
  }),
  'invalid-field': ({ key, expected, actual }) => ({
    title: `${escapeText(key, 60)} has the wrong type and counts as missing`,
    expected,
    actual: escapeText(toJson(actual), 60),
    advice: `Correct ${escapeText(key, 60)} in the model's config file.`,
  }),
  'not-pinned': ({ expected, actual }) => ({
    title: 'Another version is pinned',
    expected,
    actual,
    advice: 'Unpin it (model-registry unpin, or model.pin in the config), or pin this one.',
  }),
  'training-mode-mismatch': ({ expected, actual, stated }) => ({
    title: 'The training mode differs from the config',
    expected,
    actual: showValue(actual) + (stated ? '' : ' (the default: the metadata says nothing)'),
    advice: stated
      ? `Train a ${expected} model, or change model.training_mode.`
      : `Train a ${expected} model, or change model.training_mode. If it is one, say so: ${backfill('training-mode', expected)}.`,
  }),
  'symbol-encoding-mismatch': ({ expected, actual, stated }) => ({
    title: 'The symbol encoding differs from the config',
    expected,
    actual: showValue(actual) + (stated ? '' : ' (the default: the metadata says nothing)'),
    advice: stated
      ? `Train with ${expected} encoding, or change model.symbol_encoding.`
      : `Train with ${expected} encoding, or change model.symbol_encoding. If it has that, say so: ${backfill('symbol-encoding', expected)}.`,
  }),
  'missing-symbols': ({ expected, missing }) => ({
    title: 'A required symbol was not trained',
    expected: listText(expected),
    actual: `not trained: ${listText(missing)}`,
    advice: 'Train with these symbols, or change model.selection.required_symbols.',
  }),
  'low-coverage': ({ expected, actual, missing }) => ({
    title: 'Too few of the trading symbols were trained',
    expected: `a share of at least ${expected}`,
    actual: `${figureText(actual)}, not trained: ${listText(missing)}`,
    advice: 'Train with these symbols, or lower model.selection.min_symbol_coverage.',
  }),
  'unknown-age': ({ expected }) => ({
    title: 'The age is not known',
    expected: `at most ${inDays(expected)}`,
    actual: 'no usable training_end_timestamp',
    advice: "Set training_end_timestamp in the model's config file.",
  }),
  'too-old': ({ expected, actual }) => ({
    title: 'The model is too old',
    expected: `at most ${inDays(expected)}`,
    actual: age(actual, expected),
    advice: 'Train a new version, or raise model.selection.max_age_days.',
  }),
  'low-performance': ({ metric, expected, actual }) => ({
    title: `The metric ${escapeText(metric, 40)} is ${actual === null ? 'missing' : 'too low'}`,
    expected: `at least ${expected}`,
    actual: actual === null ? 'no such number in performance' : String(actual),
    advice: 'Train a better version, or change model.selection.min_performance.',
  }),
  'live-performance': ({ metric, expected, actual, samples }) => ({
    title: `The mean of ${escapeText(metric, 40)} was too low while it was live`,
    expected: `at least ${expected}`,
    actual: `${figureBelow(actual, expected)}, after ${samples} ${samples === 1 ? 'result' : 'results'}`,
    advice:
      'Find out why. It does not come back by itself: model-registry forgive VERSION lets it begin anew, a pin takes it as it is.',
  }),
  'unreadable-file': ({ artifact, file, code, owner, mode, user }) => ({
    title: `The ${artifact} file cannot be read`,
    expected: `a file that ${escapeText(user)} may read`,
    actual: `${whyUnreadable({ code, owner, mode })}; asked by ${escapeText(user)}`,
    advice: `Correct the owner or permissions (chown, chmod) of ${shellWord(file)}, or run this as its owner.`,
  }),
  'checksum-mismatch': ({ artifact, expected, actual }) => ({
    title: `The ${artifact} file is not the one that was recorded`,
    expected: fingerprint(expected),
    actual: fingerprint(actual),
    advice: 'Restore the file from a backup, or train a new version; find out who changed it.',
  }),
  'unsafe-artifact': ({ artifact, grade, finding, detail, offset, more }) => {
    const other = finding === 'not-a-model' ? noModel(detail) : null;
    if (other !== null) {
      const [actual, advice] = other;
      const expected = 'a model or scaler as joblib writes it';
      return { title: `The ${artifact} file is no model`, expected, actual, advice };
    }
    if (finding === 'unchecked-format') {
      return {
        title: `The ${artifact} file is of a format that can run code`,
        expected: 'a pickle, which is walked, or a format of data alone',
        actual: escapeText(detail, 60),
        advice: 'Load it only from where you trust: what it runs is not checked here.',
      };
    }
    return {
      title: `Loading the ${artifact} file ${grade === 'refused' ? 'is not safe' : 'may not be safe'}`,
      expected:
        'what models of scikit-learn, XGBoost, LightGBM, CatBoost, imbalanced-learn, numpy and pandas need, and nothing else',
      actual: [
        `${escapeText(finding, 40)}: ${escapeText(detail, 60)}`,
        offset === null ? '' : ` at byte ${offset}`,
        more > 0 ? `, and ${more} more` : '',
      ].join(''),
      advice:
        grade === 'refused'
          ? 'Do not load it. Look closer with model-registry inspect; train again.'
          : 'Look closer with model-registry inspect; a class of your own belongs into trusted_globals.',
    };
  },
  'ignored-file': ({ file, reason }) => ({
    title: `${escapeText(file, 100)} belongs to no version`,
    expected:
      'a name of model.layout: by default meta_model_vX.Y.joblib, feature_scaler_vX.Y.joblib or model_config_vX.Y.json',
    actual: IGNORED[reason],
    advice: 'Rename it if it should be found, or move it to archive/.',
  }),
  'feature-mismatch': ({ between, difference, values }) => ({
    title: `${between[0]} and ${between[1]} disagree about the features`,
    expected: `the same ${difference === 'order' ? 'names in the same order' : difference}`,
    actual: values.map((value, at) => `${between[at]}: ${escapeText(value, 100)}`).join('; '),
    advice: 'Train both together: the model would get other numbers than it knows.',
  }),
  'library-mismatch': ({ difference, library, expected, actual, python }) => {
    const place = escapeText(python, 100);
    const name = escapeText(library ?? '', 40);
    if (difference === 'environment') {
      return {
        title: 'The environment that loads the models is not there',
        expected: 'model.python: a virtual environment, or its site-packages',
        actual: `no Python packages in ${place}`,
        advice: 'Correct model.python in the config, or make the environment.',
      };
    }
    const made = expected === null ? name : `${name} ${escapeText(expected, 40)}`;
    return difference === 'missing'
      ? {
          title: `${name} is missing where the model is loaded`,
          expected: made,
          actual: `no ${name} in ${place}`,
          advice: `Install ${made} there, or the bot cannot load this model.`,
        }
      : {
          title: `The model was made with another ${name}`,
          expected: `${made}, which made the model`,
          actual: `${name} ${escapeText(actual ?? '', 40)} in ${place}`,
          advice: `Install ${made} there, or train again with what is there: loading may fail, or predict wrongly in silence.`,
        };
  },
  'unknown-names': ({ expected, names, more }) => ({
    title: 'Model files are there, and none has the name of a version',
    expected: expected.join(', '),
    actual: namesText({ names, more }),
    advice:
      'Say in the config how they are named (model.layout); or put copies under such names into a folder, and run model-registry publish.',
  }),
  'legacy-metadata': ({ missing }) => ({
    title: 'The metadata lacks keys',
    expected: `also ${missing.join(', ')}`,
    actual: 'not stated',
    advice: 'Add what you know of it with model-registry backfill.',
  }),
  'empty-file': ({ artifact }) => ({
    title: `The ${artifact} file is empty`,
    expected: 'a model or scaler as joblib writes it',
    actual: '0 bytes',
    advice: 'Look for an error in the output of the training, and train again.',
  }),
  'version-mismatch': ({ expected, actual }) => ({
    title: "The model's config file is that of another version",
    expected: `version ${expected}, as in its name`,
    actual: escapeText(toJson(actual), 60),
    advice: 'Restore the right file if it was copied or renamed, else correct its version.',
  }),
  'future-timestamp': ({ key, actual }) => ({
    title: `${key} is in the future`,
    expected: 'a time that has passed',
    actual: showValue(actual),
    advice: 'Correct the timestamp: more than 48 h ahead it counts as missing.',
  }),
  'unpublished-staging': ({ file }) => ({
    title: 'A finished model was never published',
    expected: 'published or deleted',
    actual: escapeText(file),
    advice: `Run model-registry publish ${shellWord(file)}, or delete the folder.`,
  }),
  'not-pushed': ({ store }) => ({
    title: 'It waits to be pushed to the store',
    expected: `in ${escapeText(store)}`,
    actual: 'only here',
    advice: 'Run model-registry push; with model.store.push the next training does it too.',
  }),
  'old-pull': ({ store, actual }) => ({
    title: 'The store was not pulled for a day',
    expected: `a pull from ${escapeText(store)}`,
    actual: actual === null ? 'never' : `the last one at ${escapeText(actual)}`,
    advice: 'Run model-registry pull, and see why it does not run by itself.',
  }),
  'unjudged-model': () => ({
    title: 'Nobody has judged this model, and it may be live',
    expected: 'a model that was checked and published',
    actual: 'left in the models directory by a training that was not concluded',
    advice: 'Take it back with model-registry recover, unless the training still runs.',
  }),
  leftover: ({ file }) => ({
    title: 'Earlier runs left something behind',
    expected: 'nothing that no run will finish',
    actual: escapeText(file),
    advice: 'Remove it with model-registry recover, or leave it to the next run.',
  }),
  'unreadable-folder': ({ file, detail }) => ({
    title: `${escapeText(file)} cannot be looked into`,
    expected: 'permission for this user to read it',
    actual: escapeText(detail),
    advice: 'Correct its owner and permissions, or run doctor as its owner.',
  }),
  'results-unreadable': ({ file, detail }) => ({
    title: 'The live results cannot be used, and turn down no version',
    expected: 'what model-registry record wrote, a line each',
    actual: `${escapeText(file, 200)} (${escapeText(detail, 100)})`,
    advice:
      'Look at the file: correct or remove what is wrong there, or correct its owner and permissions. Recording goes on.',
  }),
  'unsafe-permissions': ({ file, actual }) => ({
    title: `${escapeText(file)} can be changed by every user`,
    expected: 'no write permission for others',
    actual: `mode ${actual}`,
    advice: 'Loading a model runs its code: chmod o-w, then check who changed it.',
  }),
  'config-unreadable': ({ what, file, detail }) => ({
    title:
      what === 'list'
        ? 'The list of the configs that this directory was used with cannot be used'
        : 'A config that this directory was used with cannot be read',
    expected: 'that its bot is asked before versions are archived or pinned',
    actual: `${escapeText(file, 200)} (${escapeText(detail)})`,
    advice:
      what === 'list'
        ? listAdvice(detail)
        : detail === 'ENOENT'
          ? 'Put it back, if its bot still runs. Else there is nothing to do: it is left out.'
          : 'Run prune as a user who may read it, or remove its entry in .registry/configs.json.',
  }),
  'hard-coded-path': ({ key, expected, actual }) => ({
    title: `${key} names another version than the selected one`,
    expected,
    actual,
    advice:
      'A bot that loads this path ignores the selection: use model-registry select --paths, and remove the three keys.',
  }),
  'misplaced-key': ({ key, expected }) => ({
    title: `${escapeText(key, 100)} is no key that is read`,
    expected,
    actual: escapeText(key, 100),
    advice: 'Correct the key in the config file; until then the default holds.',
  }),
  'unusable-webhook': ({ key, actual }) => ({
    title: `No alert can be sent to ${escapeText(key, 100)}`,
    expected: 'a URL that begins with http:// or https://',
    actual:
      actual === 'placeholder'
        ? 'a text with a ${…} placeholder, which is not expanded'
        : 'a text that is none; it may be a secret, and is not shown',
    advice:
      'Write the URL itself into the config file, or let operations.alerts.command read it from where you keep it; or take the key out.',
  }),
};

/**
 * A problem in words.
 *
 * @example problemText({ kind: 'missing-file', artifact: 'model' }).title // 'The model file is missing'
 */
export function problemText<P extends Problem>(problem: P): ProblemText {
  const words = WORDS[problem.kind] as (problem: P) => ProblemText;
  const { title, expected, actual, advice } = words(problem);
  return {
    title: escaped(title),
    expected: escaped(expected),
    actual: escaped(actual),
    advice: escaped(advice),
  };
}

/** Whatever the words took from a file; they themselves cut what may be long. */
function escaped(text: string): string {
  return escapeText(text, text.length);
}

/** Every kind of problem, in the order of their words. */
export const PROBLEM_KINDS = Object.keys(WORDS) as readonly ProblemKind[];

function fingerprint({ sha256, size }: Fingerprint): string {
  return `SHA-256 ${sha256.slice(0, 16)}…, ${size} bytes`;
}

function backfill(option: string, value: string): string {
  return `model-registry backfill VERSION --${option} ${value}`;
}

/**
 * A figure that is below a limit: to four decimals, unless these would hide that it is.
 *
 * @example figureBelow(0.15000000000000002, 0.4) // '0.15'
 */
export function figureBelow(actual: number, expected: number): string {
  const shown = Number(actual.toFixed(4));
  return String(shown < expected ? shown : actual);
}

/** To two decimals, unless these would hide that the age is above the limit. */
function age(actual: number, expected: number): string {
  const shown = Number(actual.toFixed(2));
  return shown > expected ? inDays(shown) : `just over ${inDays(expected)}`;
}
