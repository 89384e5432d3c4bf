/** Imported before @apollo/gateway, which otherwise sends usage reports to Apollo. */
process.env.APOLLO_TELEMETRY_DISABLED = 'true';
