/** The name of a tenant. */
export const TENANT = /^[a-z0-9-]{1,63}$/;

/** Of whatever names none. */
export const DEFAULT_TENANT = 'default';
