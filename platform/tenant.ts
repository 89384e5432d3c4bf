import type { IncomingHttpHeaders } from 'node:http';
import type { Config } from '#platform/config';
import { badInput } from '#platform/domain/errors';
import { TENANT } from '#platform/domain/tenants';

/**
 * The tenant that a request came to, as configured: by a header, which the proxy in front must set whatever its client
 * sent, or by the host's name. It counts where there is no token, as by signing up and in. Undefined where nothing says.
 */
export const tenantOf =
  ({ header, hosts }: Config['tenants']) =>
  (headers: IncomingHttpHeaders): string | undefined => {
    if (header === undefined) return hosts.get(hostOf(headers));
    const given = headers[header];
    // an account in another tenant than was meant would help nobody
    if (given !== undefined && !TENANT.test(String(given)))
      throw badInput(`headers.${header}`, 'Must be the name of a tenant: small letters, digits and -.');
    return given?.toString();
  };

const hostOf = ({ host = '' }: IncomingHttpHeaders): string => host.toLowerCase().replace(/:\d+$/, '');
