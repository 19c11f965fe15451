"""The hall over HTTP: signed requests in, signed answers out, problem details for every refusal."""
