import { main } from '@org/model-registry-program';
import { PROGRAM } from './program.js';

main(PROGRAM);
