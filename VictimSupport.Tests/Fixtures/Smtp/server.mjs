// A mail server that can be told to misbehave: node server.mjs <directory with cert.pem and key.pem>
// Orders come as lines on stdin ({"mode":"451-rcpt"}); what happens goes out as JSON lines on stdout.
import { SMTPServer } from 'smtp-server';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';

const directory = process.argv[2];
const mail = path.join(directory, 'received');
fs.mkdirSync(mail, { recursive: true });
const account = { user: process.env.SMTP_USER ?? 'room', password: process.env.SMTP_PASSWORD ?? 'secret' };
const keys = { key: fs.readFileSync(path.join(directory, 'key.pem')), cert: fs.readFileSync(path.join(directory, 'cert.pem')) };

let mode = 'ok';
let count = 0;
const servers = [];
const now = () => Math.round((performance.timeOrigin + performance.now()) * 1000);
const tell = (event) => process.stdout.write(JSON.stringify(event) + '\n');
const refuse = (code, words) => Object.assign(new Error(words), { responseCode: code });

function server(secure) {
  const options = {
    ...keys,
    secure,
    authMethods: ['PLAIN', 'LOGIN'],
    size: 10_000_000,
    logger: false,
    disableReverseLookup: true,
    onConnect(session, done) {
      tell({ event: 'connect', session: session.id, at: now() });
      done(mode === '421-connect' ? refuse(421, '4.3.2 Come back later') : null);
    },
    onAuth(auth, session, done) {
      tell({ event: 'auth', session: session.id, at: now(), secure: session.secure === true });
      if (mode === '454-auth') return done(refuse(454, '4.7.0 Temporary authentication failure'));
      if (mode === '535-auth' || auth.username !== account.user || auth.password !== account.password)
        return done(refuse(535, '5.7.8 Authentication credentials invalid'));
      done(null, { user: auth.username });
    },
    onMailFrom(address, session, done) {
      tell({ event: 'mail', session: session.id, at: now(), secure: session.secure === true, from: address.address });
      if (mode === 'hang-mail') return;
      done(mode === '421-mail' ? refuse(421, '4.3.2 Closing') : null);
    },
    onRcptTo(address, session, done) {
      const local = address.address.split('@')[0];
      if (mode === '451-rcpt' || local.startsWith('later')) return done(refuse(451, `4.2.1 <${address.address}> try later`));
      if (mode === '550-rcpt' || local.startsWith('bounce')) return done(refuse(550, `5.1.1 <${address.address}> no such user`));
      done();
    },
    onData(stream, session, done) {
      const file = path.join(mail, `${Date.now()}-${++count}.eml`);
      const writer = fs.createWriteStream(file + '.part');
      stream.pipe(writer);
      writer.on('finish', () => {
        fs.renameSync(file + '.part', file);
        if (mode === 'hang-data') return tell({ event: 'hung', session: session.id, at: now() });
        if (mode === '451-data') return done(refuse(451, '4.3.0 Try later'));
        if (mode === '554-data') return done(refuse(554, '5.7.1 Refused by policy'));
        tell({
          event: 'message', session: session.id, at: now(), secure: session.secure === true, user: session.user ?? null, file,
          from: session.envelope.mailFrom.address, to: session.envelope.rcptTo.map((r) => r.address), hello: session.hostNameAppearsAs,
        });
        // The message is ours, and the other side never learns it: what a cut line after DATA looks like.
        if (mode === 'cut-after-data') {
          for (const one of servers) for (const connection of one.connections) connection._socket.destroy();
          return;
        }
        done(null, `queued ${count}`);
      });
    },
  };
  const made = new SMTPServer(options);
  made.on('error', () => { /* a client that went away is no reason to stop */ });
  servers.push(made);
  return made;
}

function obey(order) {
  mode = order.mode;
  for (const one of servers) {
    // Somebody in the middle takes STARTTLS away and would gladly read a password in clear.
    const stripped = mode === 'no-starttls';
    one.options.hideSTARTTLS = stripped;
    one.options.disabledCommands = stripped ? ['STARTTLS'] : [];
    one.options.allowInsecureAuth = stripped;
  }
  tell({ event: 'mode', mode });
}

const listen = (one) => new Promise((resolve) => { const l = one.listen(0, '127.0.0.1', () => resolve(l.address().port)); });
const startTlsPort = await listen(server(false));
const tlsPort = await listen(server(true));
readline.createInterface({ input: process.stdin }).on('line', (line) => obey(JSON.parse(line))).on('close', () => process.exit(0));
tell({ event: 'ready', startTlsPort, tlsPort });
