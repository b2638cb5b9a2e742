// biome-ignore-all format: made by scripts/write-schemas.mjs from docs/problems.
import type { ProblemKind } from '@org/model-registry-core';

/** What a kind of problem is, and what to do about it. */
interface ProblemPage {
  readonly what: string;
  readonly todo: string;
}

/** The short form of docs/problems. */
export const PROBLEM_PAGES: Readonly<Record<ProblemKind, ProblemPage>> = {
  'checksum-mismatch': {
    what: 'The metadata record SHA-256 and size of the model, the scaler and the companions under artifacts, as publication writes them, and a file has another content.',
    todo: 'The file was changed, cut off or swapped after its metadata were written. Loading a model runs code: find out who changed it. Restore the file from a backup, or train a new version.',
  },
  'config-unreadable': {
    what: 'A config file that this models directory was used with cannot be read: programs that write note in .registry/configs.json which config they ran with, so that prune and pin can ask every bot that shares the directory.',
    todo: 'ENOENT: nothing, where its bot is gone: prune and pin leave such a config out. Else put it back. EACCES: let the user who runs prune read it, or run prune as one who may. While a config that was used within 30 days cannot be read, prune moves nothing, as nobody knows what that bot loads. A config that has nothing to do with this directory any more: remove its entry in .registry/configs.json.',
  },
  'empty-file': {
    what: 'The model or scaler file is there and has no content: a disk that was full, or a script that opened the file and stopped. It is found before a version is published, and keeps it from being published.',
    todo: 'Read what the training command printed, look at the free space, and train again.',
  },
  'feature-mismatch': {
    what: 'Two of model, scaler and metadata disagree about the features: the model would get other numbers than it was trained on. What one of them does not say is no disagreement.',
    todo: 'Train model and scaler together, and write the metadata in the same run.',
  },
  'future-timestamp': {
    what: 'The metadata says that the training data end later than now (or than --as-of). Up to 48 h ahead the model counts as new: full recency in the score, and no age limit turns it down. Further ahead the timestamp counts as missing: no recency, and an age limit turns the model down as unknown-age.',
    todo: 'Correct the timestamp in the config file. Common causes: a local time written without its offset (no offset is read as UTC), a wrong clock on the training machine, a typing error in the year.',
  },
  'hard-coded-path': {
    what: 'The config file has a path of its own to a model (model.path, model.scaler_path or model.config_path), and its file name is of another version than the selected one. A bot that loads this path ignores the selection.',
    todo: 'Let the bot ask at its start (model-registry select --paths) and remove the three keys. If the bot should stay on the version of its paths, pin it: model.pin.',
  },
  'ignored-file': {
    what: 'A name in the models directory begins like an artifact (by default meta_model, feature_scaler or model_config, in upper or lower case) and does not fit the pattern of the layout. It belongs to no version. This goes for files and for folders.',
    todo: 'Rename it if it should be found. Move it to archive/, or give it a name that begins otherwise, if not.',
  },
  'invalid-field': {
    what: 'A metadata field has the wrong type. It counts as missing; the other fields are used.',
    todo: 'Correct the value in the config file: "training_days": 730, not "730". Then correct the training script that wrote it.',
  },
  leftover: {
    what: 'What a run left that was killed, or could not finish for another reason: a temporary file beside the file that it was to replace, a staging folder without a finished model, or a finished model of more than a week ago that a later one of its version followed. Nobody reads it, and nobody is at work there.',
    todo: 'model-registry recover removes it, and so does the next training, publish or prune.',
  },
  'legacy-metadata': {
    what: 'A config file lacks keys that selection reads, as those of older training scripts do. The defaults are used for what is missing (selection, "Metadata").',
    todo: 'Add what you know about the model; what is there is never changed: model-registry backfill 0.9 --trained-symbols BTCUSDT --training-days 365 \\ --training-end 2025-11-30T00:00:00Z',
  },
  'library-mismatch': {
    what: 'The environment that loads the model (model.python in the config) cannot be trusted to: a model that was pickled with another library fails when it is loaded, or predicts wrongly in silence.',
    todo: 'Install the library that the model was made with into the environment of the bot, or train again with what is there.',
  },
  'live-performance': {
    what: 'The version did too badly while it was live: the mean of a metric over its last results, which record noted, fell below what model.selection.live asks for (live results). It stays so whatever its results are then.',
    todo: 'Find out why: .registry/results.jsonl has what was recorded, model-registry history when it was turned down. It does not come back by itself. model-registry forgive 1.4 lets it begin anew, and model-registry pin 1.4 takes it as it is.',
  },
  'low-coverage': {
    what: 'Too small a share of trading.symbols was trained. The share is the number of distinct trading symbols that are among trained_symbols, divided by the number of distinct trading symbols. It has to be at least model.selection.min_symbol_coverage; an equal share passes.',
    todo: 'Train with the missing symbols, trade fewer symbols, or lower model.selection.min_symbol_coverage.',
  },
  'low-performance': {
    what: 'A metric that the config sets a lowest value for (model.selection.min_performance) is below it or missing. An equal value passes. Each metric that fails gives a problem of its own.',
    todo: 'Train a better version, or change model.selection.min_performance. Where actual is null, look at performance in the config file: the training script may use another name for the metric, or have written NaN (missing) or a string (invalid-field).',
  },
  'metadata-unreadable': {
    what: 'The config file of a version is there and gives no metadata. Nothing is assumed in its place: the defaults are for keys that are absent from a readable file.',
    todo: 'A Git LFS pointer: run git lfs pull. A web page: fetch the file again. Else restore the file from a backup, or train a new version. A file that was just being written is whole at the next run.',
  },
  'misplaced-key': {
    what: 'The config file has a key that nobody reads and that looks like one of the registry\'s: it differs from one by a letter or two (model.pinn, models for model), or is one of them at a wrong level (model.max_age_days, selection at the top). What it was meant to say does not hold.',
    todo: 'Correct the key (all of them), or rename it if it is the bot\'s own.',
  },
  'missing-file': {
    what: 'One of a version\'s files is not in the models directory. A version exists as soon as one of its files is there; it is complete only with all that the layout asks for, three by default.',
    todo: 'Restore the file. Where it is gone for good, move what is left of the version to archive/: there it is no longer looked at, and its number stays taken.',
  },
  'missing-symbols': {
    what: 'The config requires symbols (model.selection.required_symbols) that the model was not trained on. Symbols are compared as text: btcusdt is not BTCUSDT. A model whose trained_symbols is absent or of the wrong type was trained on none.',
    todo: 'Train with these symbols, or take them out of model.selection.required_symbols. Where a legacy model was trained on them and does not say so: model-registry backfill VERSION --trained-symbols BTCUSDT,ETHUSDT.',
  },
  'not-a-file': {
    what: 'At an artifact\'s name there is something that is no regular file inside the models directory. The version is incomplete, and its path is null in JSON.',
    todo: 'Put the file itself in that place, or move the version to archive/. What a link outside leads to can change without the models directory changing, which is why it does not count. Where such links are meant, as in the cache of the Hugging Face hub, name the folder that they lead into in model.trusted_links.',
  },
  'not-pinned': {
    what: 'Another version is pinned, in the config file (model.pin) or by model-registry pin or rollback, and a pin allows that one only. explain shows which of the two holds.',
    todo: 'Nothing, while the pin is meant. To let the versions compete again, model-registry unpin, or remove model.pin from the config file; to use this one, pin it.',
  },
  'not-pushed': {
    what: 'A finished version is here, and not in the store that many machines share, though model.store.push is set: the store was out of reach when it was published, or it was published by hand.',
    todo: 'model-registry push pushes it, and says why where it cannot. The next run of train or of the scheduler tries it too.',
  },
  'old-pull': {
    what: 'The config names a store that many machines share, and this machine has not read it for a day, or never. It goes on with the versions that are here.',
    todo: 'model-registry pull reads it now, and says what keeps it from that. Let it run by itself with model-registry pull --follow as a service: model-registry print-systemd prints the unit.',
  },
  'results-unreadable': {
    what: 'The live results .registry/results.jsonl cannot be used: a line is none that record wrote, the file is too large, or something else is there. Nobody knows then what else is wrong with it, so it turns down no version. A last line that a crash tore is no damage.',
    todo: 'Look at the line: remove it, or restore the file from a backup, while nothing records. Find out who wrote there. For EACCES: correct the owner or the permissions. record goes on meanwhile, and what it adds counts again once the file can be used. To begin anew, move the file away: then no version is turned down.',
  },
  'symbol-encoding-mismatch': {
    what: 'The model encodes the symbol in another way than the config asks for (model.symbol_encoding). Such a model expects other input columns than the bot would give it. It is checked only where the config asks for multi_symbol.',
    todo: 'Train with the encoding that the config names, or change model.symbol_encoding if the bot feeds its models that way. Where stated is false and the model is an index one, write that down: model-registry backfill VERSION --symbol-encoding index.',
  },
  'too-old': {
    what: 'More time has passed since training_end_timestamp than model.selection.max_age_days allows. The age is exact, to the nanosecond; a day is 24 hours; an age that equals the limit passes.',
    todo: 'Train a new version, or raise model.selection.max_age_days. To see when the model would have been accepted last, run explain --as-of TIME.',
  },
  'training-mode-mismatch': {
    what: 'The model was trained for another mode than the one that the config asks for (model.training_mode).',
    todo: 'Train a model of the mode that the bot runs in, or change model.training_mode if the config is what is wrong. Where stated is false and the model is in truth a multi_symbol one, write that down: model-registry backfill VERSION --training-mode multi_symbol.',
  },
  'unjudged-model': {
    what: 'A training left this version in the models directory, where readers load it, and nobody has judged it: its command wrote there (--in-place, in_place: true, or against what it was told), and the run ended before the model was checked, judged and published. It may be the live one. Also seen, for a moment, while such a training is still under way.',
    todo: 'model-registry recover takes it back, unless the training still runs, and so does every training, publish and prune: its files move to a staging folder, where they stay until you publish or delete them, and the journal says so (taken-back).',
  },
  'unknown-age': {
    what: 'The config limits the age (model.selection.max_age_days), and the model has no usable training_end_timestamp: none, no real time, or one more than 48 h ahead (future-timestamp). A model whose age is not known does not pass.',
    todo: 'If the key is absent, add the end of the training data: model-registry backfill VERSION --training-end 2026-10-31T00:00:00Z.',
  },
  'unknown-names': {
    what: 'No version is in the models directory, but files of models are, under names that are none of a version\'s: ensemble.joblib, scaler.pkl, xgb_model.json, or versions in folders of their own. Files are known by their extensions; folders are looked into, one level deep, and not archive/. Files whose names begin like a version\'s are ignored-file.',
    todo: 'Where all models of the bot have such names, say so in the config: model.layout. Else have the training script write the names that are expected. For models that are there: put copies of a version\'s files into a folder, under such names (meta_model_v1.0.joblib, feature_scaler_v1.0.joblib, model_config_v1.0.json, which holds what the registry reads), and run model-registry publish FOLDER. Where the models are in another directory, name that with --models-dir or model.models_dir.',
  },
  'unpublished-staging': {
    what: 'A folder directly under .registry/staging/ in the models directory holds a finished version: three files with readable metadata that never got into the models directory. list and select do not look there.',
    todo: 'Find out whether the model should be used. If so, model-registry publish FOLDER (doctor prints it with the folder) publishes it and removes the folder; under another number with --version X.Y, where its own is taken. If not, delete the folder.',
  },
  'unreadable-file': {
    what: 'The system does not let the user that runs the command read one of a version\'s files. That says nothing about its content: it is not unsafe, and need not be trained again.',
    todo: 'Let that user read the file: chown bot FILE, or chmod for its group. Where owner is null, a folder above it lacks the permission to be entered (chmod +x). A training that is started as root, by other means than these programs, makes such files: start it as the bot\'s user.',
  },
  'unreadable-folder': {
    what: 'doctor could not look into a folder, so it cannot tell whether a finished model waits there: the folder of unpublished models, or one of the folders in it, belongs to another user, or is a file or a symlink loop. Selection does not look there.',
    todo: 'Run doctor as the user who owns the folder, or give it back to the bot\'s user (chown -R USER FOLDER). Where a file or a symlink stands in its place, or nothing in it is needed, delete it.',
  },
  'unsafe-artifact': {
    what: 'Loading the model or scaler file would, or might, do more than loading a model needs: a joblib file runs code when it is loaded. The file was walked without executing anything.',
    todo: 'model-registry inspect X.Y shows all findings. A refusal: do not load the file. Find out where it comes from; restore it, or train again. not-a-model, git-lfs-pointer: run git lfs pull; html: a download gave an error page, fetch the file again. unlisted-import of a class of your own: name it in model.selection.trusted_globals. not-inspected: the file is compressed in a way that cannot be read here. Dump it with compress=("zlib", 3), or without compression. If you trust the file, verify: checksum looks at its checksum alone.',
  },
  'unsafe-permissions': {
    what: 'The models directory, or an artifact in it, may be written to by every user of the machine. Loading a joblib file runs code that is in it, so whoever can change the file can act as the bot.',
    todo: 'chmod o-w FILE. Then find out who may have changed the file since it was made, and train again or restore a backup if you cannot. Set the umask of the training job (umask 027), so that the next files are right.',
  },
  'unusable-webhook': {
    what: 'Nothing can be posted to the URL that alerts are sent to (operations.alerts.webhook_url, or the bot\'s own discord_webhook_url there), so that nobody would be told when something happens.',
    todo: 'Write the URL itself into the config file, and keep that unreadable for others; or let operations.alerts.command read it from where you keep secrets. Take the key out where nobody is to be told.',
  },
  'version-mismatch': {
    what: 'The metadata has a key version, and it is not the version of the file\'s name: a config file was copied or renamed from another version, so what it says may not be true of the model beside it.',
    todo: 'Restore the config file that was written with this model. Where only the key is wrong, correct it. A number (1.1 for "1.10") is wrong as well. Where it is the right file and counts another way ("BTCUSDT_20251204"), publish it with --restamp; for a training command that always does that, train --restamp, or restamp: true in model_rotation. After a training: have the script write the version that it is given ({version}, or the environment variable MODEL_REGISTRY_VERSION), as a string, or leave the key out.',
  },
};
