import { main } from '@org/model-registry-program';
import { QUICK_PROGRAM } from './quick-program.js';

main(QUICK_PROGRAM);
