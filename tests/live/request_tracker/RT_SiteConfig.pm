# Request Tracker as the tests run it: SQLite, no mail leaves, loopback only.
# What differs from run to run comes from the environment; see server.py.
my $data = $ENV{APPCARE_RT_DATA} or die "APPCARE_RT_DATA says where the database lies\n";

Set($rtname, 'appcare');
Set($Organization, 'appcare.test');
Set($Timezone, 'UTC');

Set($DatabaseType, 'SQLite');
Set($DatabaseName, "$data/rt.sqlite3");

Set($WebDomain, '127.0.0.1');
Set($WebPort, $ENV{APPCARE_RT_PORT});
Set($WebPath, '');
Set($MasonDataDir, "$data/mason");
Set($MasonSessionDir, "$data/sessions");

Set($MailCommand, 'testfile');
Set(%GnuPG, Enable => 0);
Set(%SMIME, Enable => 0);

Set($LogToSTDERR, 'warning');
Set($LogToSyslog, undef);
Set($LogToFile, undef);

# A token is checked with bcrypt on every call; RT's own cost of 12 would take most of the tests' time.
Set($BcryptCost, 6);

# Where the scrip of seed.pl posts the agents' replies, and the secret it signs with.
Set(%AppCareCallback, url => $ENV{APPCARE_CALLBACK_URL}, secret => $ENV{APPCARE_CALLBACK_SECRET});

1;
