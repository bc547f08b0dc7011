// Modules that only the bundles of the suites know: esbuild is told where they are.

declare module 'jasmine-core/jasmine' {
  interface Runner {
    configure(settings: object): void;
    addReporter(reporter: object): void;
    execute(): Promise<unknown>;
  }
  const jasmineCore: {
    installGlobals(): void;
    globals: {jasmine: {getEnv(): Runner}; beforeEach(run: () => void): void};
  };
  export default jasmineCore;
}

declare module 'tfjs-node-specs';
