/** A promise that a test resolves when it wants: for handlers that must be seen at work. */
export const gate = () => {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
};
