// SPDX-License-Identifier: Apache-2.0
// Runs tests one after the other and tells of them in cmocka's words, so that tools/run-tests counts
// them with all others: a test that was announced and did not say OK has failed.
export function suite(name) {
  const tests = [];
  return {
    test: (title, run) => tests.push([title, run]),
    async run({ skip = "" } = {}) {
      console.log(`[==========] ${name}: Running ${tests.length} test(s).`);
      let failed = 0;
      for (const [title, run] of tests) {
        console.log(`[ RUN      ] ${title}`);
        if (skip) {
          console.log(`[  SKIPPED ] ${title}`);
          continue;
        }
        try {
          await run();
          console.log(`[       OK ] ${title}`);
        } catch (error) {
          failed++;
          console.log(`${error.stack ?? error}\n[  FAILED  ] ${title}`);
        }
      }
      if (skip) console.log(`skipped: ${skip}`);
      console.log(`[==========] ${name}: ${tests.length} test(s) run.`);
      process.exitCode = failed > 0 ? 1 : skip ? 77 : 0;
    },
  };
}
