export {
  type Decision,
  decide,
  type EffectivePin,
  type Situation,
  selectedVersion,
} from './decide.js';
