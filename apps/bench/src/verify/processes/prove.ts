import { enableCompileCache } from 'node:module';

// as the program does
enableCompileCache();
await import('./prove-and-print.ts');
