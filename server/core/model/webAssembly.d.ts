// The parts of WebAssembly and HTML that core uses: Node and every browser have them, the ES2023 library does not name them.
declare namespace WebAssembly {
  const Module: new (code: Uint8Array) => object;
  const Instance: new (module: object, imports: object) => { readonly exports: object };
}
declare function atob(text: string): string;
