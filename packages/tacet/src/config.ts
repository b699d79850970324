/** Configurations: what Keras calls an option, and what an object's options are now. */

/** "beta1" becomes "beta_1", "tMul" "t_mul"; "l1RegularizationStrength" keeps its first letter and digit together. */
export const configKey = (option: string): string =>
  option.replace(/([a-z]{2})(\d)/gu, "$1_$2").replace(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);

/** The values of these options, which the object holds under their names, by Keras's keys. */
export const configOf = (object: object, options: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.keys(options).map((name) => {
      const value: unknown = Reflect.get(object, name);
      return [configKey(name), value];
    }),
  );
