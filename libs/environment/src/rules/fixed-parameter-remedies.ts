/** Where an intent belongs whose parameter is fixed. */
export const FIXED_PARAMETER_REMEDIES: Readonly<Record<string, string>> = {
  synchronous_standby_names:
    'Say it with synchronous: {method: first, number: 1}; CloudNativePG writes the names of the real standbys.',
  shared_preload_libraries: 'List the libraries under postgresql.preload.',
  archive_command: 'Archiving is set up by the backup block.',
  archive_mode: 'Archiving is set up by the backup block.',
};
