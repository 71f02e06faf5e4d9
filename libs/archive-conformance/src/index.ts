export { barmanPython, type BarmanPython } from './barman-python.ts';
