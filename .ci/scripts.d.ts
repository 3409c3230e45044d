// What scripts ask of any element or target of an event, beside the browser's own types (deno.json). A selector says more
// of what is found than a type could: so each element may have the members of a control. A name that none has is an error.
interface EventTarget {
  closest(selectors: string): HTMLElement | null;
  matches(selectors: string): boolean;
  dataset: DOMStringMap;
  name: any;
  value: any;
  id: any;
  tagName: any;
  elements: any;
  method: any;
}
interface Node {
  contains(other: EventTarget | null): boolean;
  cloneNode(deep?: boolean): any;
}
interface HTMLFormControlsCollection {
  [name: string]: any;
}
interface Element {
  hidden: any;
  focus(options?: FocusOptions): void;
  select(): void;
  requestSubmit(submitter?: HTMLElement): void;
  labels: any;
  checked: any;
  defaultValue: any;
  selectedOptions: any;
  action: any;
  formAction: any;
  href: any;
  hash: any;
  form: any;
  cells: any;
  open: any;
  offsetHeight: any;
}
