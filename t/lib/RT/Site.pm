package RT::Site;
# The whole product for a test: database, snapshot, nginx with the installed
# configuration, FastCGI programs.  It has its own folder, sockets and port, and
# all of it ends with the object.
#
#   my $site = RT::Site->new;               # tables, no data, no programs
#   my $site = RT::Site->new(db => $db);    # on an existing database
#   $site->sql('INSERT ...'); $site->refresh;
#   $site->start;                           # programs and nginx
#   my $admin = $site->sign_in(role => 'admin');
#   my $r = $site->get('/churn', as => $admin);   # as HTTP::Tiny answers
#   $site->post('/logout', {}, as => $admin);     # with its CSRF token
#   $site->finish;        # two tests: logs without errors, no sanitizer report
use strict;
use warnings;
use Carp qw(croak);
use File::Path qw(make_path remove_tree);
use File::Temp qw(tempdir);
use HTTP::Tiny;
use IO::Socket::INET;
use IO::Socket::UNIX;
use POSIX qw(WNOHANG);
use RT::Db;
use Socket qw(SOCK_STREAM);
use Test::More ();
use Time::HiRes qw(sleep time);

use constant START_S => 120;

my $KEY = 'c0ffee' x 10 . 'c0ff';

sub source { return $ENV{RT_SOURCE} // '.' }
sub build  { return $ENV{RT_BUILD} // croak 'RT_BUILD is not set' }

# True with a sanitizer: it keeps freed memory, so the memory of a worker says
# nothing about the program.
sub keeps_freed_memory { return `ldd '${\build()}/dashboard.fcgi'` =~ /libasan/ }

# Why no site can be started here; undef when one can.
sub missing {
    my $why = RT::Db->missing;
    return $why if $why;
    return 'no nginx' if !-x '/usr/sbin/nginx' && !-x '/usr/bin/nginx';
    return;
}

sub new {
    my ($class, %o) = @_;
    my $self = bless {
        owner   => $$,
        env     => $o{env} // {},
        workers => $o{workers} // 1,
        queue   => $o{queue} // 100,
        limits  => $o{limits},
        pids    => {},
        users   => 0,
    }, $class;
    $self->{dir} = tempdir('rt-site-XXXXXX', TMPDIR => 1);
    make_path(map { "$self->{dir}/$_" } qw(data etc log run tmp));
    chmod 0755, $self->{dir};
    $self->_write('etc/secret', "$KEY\n");
    chmod 0600, "$self->{dir}/etc/secret";
    $self->{port} = _free_port();
    $self->{db} = $o{db} // RT::Db->new(schema => 1);
    $self->{borrowed} = $o{db};
    return $self;
}

sub _free_port {
    my $s = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1)
        or croak "no free port: $!";
    return $s->sockport;
}

sub _write {
    my ($self, $name, $text) = @_;
    open my $fh, '>:encoding(UTF-8)', "$self->{dir}/$name" or croak "$name: $!";
    print {$fh} $text;
    close $fh or croak "$name: $!";
    return "$self->{dir}/$name";
}

sub _slurp {
    my ($path) = @_;
    open my $fh, '<:raw', $path or return '';
    local $/;
    return scalar <$fh> // '';
}

sub dir  { return $_[0]{dir} }
sub db   { return $_[0]{db} }
sub port { return $_[0]{port} }
sub url  { return "http://127.0.0.1:$_[0]{port}" }
sub sql   { my $self = shift; return $self->{db}->sql(@_) }
sub value { my $self = shift; return $self->{db}->value(@_) }
sub log   { my ($self, $name) = @_; return _slurp("$self->{dir}/log/$name.log") }

# The environment of the programs: only these settings, none of the machine's.
sub environment {
    my ($self) = @_;
    return {
        PATH          => $ENV{PATH},
        LANG          => 'en_US.UTF-8',
        RETENTION_ENV => $self->{dir} . '/etc/env',
        %{$self->{db}->env},
        SHARE_DIR     => source(),
        DATA_DIR      => "$self->{dir}/data",
        SECRET_FILE   => "$self->{dir}/etc/secret",
        DASHBOARD_URL => $self->url,
        DEFAULT_LANG  => 'en',
        REPORT_ZONE   => 'Europe/Moscow',
        WORKER_MEMORY => 16384,    # a sanitizer needs much, and nothing restarts a worker here
        (map { defined $ENV{$_} ? ($_ => $ENV{$_}) : () }
            qw(ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS TZDIR)),
        %{$self->{env}},
    };
}

sub set_env { my ($self, %e) = @_; $self->{env} = {%{$self->{env}}, %e}; return $self }

# Start a child with this environment; the handles become its standard input,
# output and error.
sub _spawn {
    my ($self, $io, $env, @command) = @_;
    my $pid = fork // croak "fork: $!";
    return $pid if $pid;
    POSIX::dup2(fileno $io->[$_], $_) for 0 .. 2;
    %ENV = %$env;
    exec {$command[0]} @command or POSIX::_exit(127);
}

sub _append {
    my ($self, $name) = @_;
    open my $fh, '>>', "$self->{dir}/log/$name.log" or croak "$name.log: $!";
    return $fh;
}

# Run the operator's tool.  Returns its output and errors; $? has its status.
sub retention {
    my ($self, @args) = @_;
    my $env_file = "$self->{dir}/etc/env";
    if (!-e $env_file) { $self->_write('etc/env', ''); chmod 0600, $env_file }
    my %name = (out => "$self->{dir}/tmp/out.$$", err => "$self->{dir}/tmp/err.$$");
    open my $null, '<', '/dev/null' or croak $!;
    open my $out, '>', $name{out} or croak $!;
    open my $err, '>', $name{err} or croak $!;
    waitpid $self->_spawn([$null, $out, $err], $self->environment,
        build() . '/retention', @args), 0;
    my $status = $?;
    my ($o, $e) = map { _slurp($name{$_}) } qw(out err);
    unlink values %name;
    $? = $status;
    return wantarray ? ($o, $e, $status >> 8) : $o;
}

sub refresh {
    my ($self, @args) = @_;
    my ($out, $err, $status) = $self->retention('refresh', '--once', @args);
    croak "refresh: $err" if $status != 0;
    return $self;
}

sub start {
    my ($self) = @_;
    $self->retention('user', 'list') if !-e "$self->{dir}/etc/env";
    $self->start_pool($_) for qw(dashboard chart file);
    return $self->start_nginx;
}

# Start a pool: its socket, and its workers, which get the socket as descriptor
# 0.
sub start_pool {
    my ($self, $name, @command) = @_;
    my $path = "$self->{dir}/run/$name.sock";
    $self->{socket}{$name} //= do {
        my $s = IO::Socket::UNIX->new(Type => SOCK_STREAM, Local => $path,
            Listen => 4096) or croak "$path: $!";
        chmod 0660, $path;
        $s;
    };
    $self->{command}{$name} = @command ? \@command : [build() . "/$name.fcgi"];
    $self->_start_worker($name, $_) for 1 .. $self->{workers};
    return $self;
}

sub _start_worker {
    my ($self, $name, $i) = @_;
    my $log = $self->_append($name);
    $self->{pids}{"$name$i"} = $self->_spawn(
        [$self->{socket}{$name}, $log, $log], $self->environment,
        @{$self->{command}{$name}});
    return;
}

# Restart workers that have ended by themselves, as a supervisor would.
sub revive {
    my ($self) = @_;
    for my $worker (keys %{$self->{pids}}) {
        my ($name, $i) = $worker =~ /^(\w+?)(\d+)$/ or next;
        $self->_start_worker($name, $i) if waitpid($self->{pids}{$worker}, WNOHANG) > 0;
    }
    return $self;
}

sub stop_pool {
    my ($self, $name) = @_;
    $self->_end($_) for grep { /^\Q$name\E\d/ } keys %{$self->{pids}};
    return $self;
}

sub restart_pools {
    my ($self) = @_;
    $self->stop_pool($_)->start_pool($_) for qw(dashboard chart file);
    return $self;
}

sub worker { my ($self, $name) = @_; return $self->{pids}{$name} }

# End a process, or wait for one that ends; its exit status.
sub _end {
    my ($self, $name, $signal) = @_;
    my $pid = delete $self->{pids}{$name} or return;
    kill $signal // 'TERM', $pid;
    my $until = time + START_S;
    while (time < $until) {
        return $? if waitpid($pid, WNOHANG) != 0;
        sleep 0.01;
    }
    kill 'KILL', $pid;
    waitpid $pid, 0;
    return $?;
}
sub end_worker { my ($self, $name, $signal) = @_; return $self->_end($name, $signal) }

# Start nginx with the installed configuration.  `$edit` may change the text of
# a file; it gets the name in $_[0] and the text in $_.
sub start_nginx {
    my ($self, $edit) = @_;
    my %value = (
        RUN     => $self->{dir},
        SOCKETS => "$self->{dir}/run",
        SHARE   => source(),
        LOG     => "$self->{dir}/log",
        HOST    => '127.0.0.1',
        PORT    => $self->{port},
        QUEUE   => $self->{queue},
        FILES   => 10000,
        CONNECTIONS => 4096,
    );
    for my $file (['quickstart', 'nginx'], ['retention', 'nginx-site']) {
        my $text = _slurp(source() . "/nginx/$file->[0].conf");
        $text =~ s/@([A-Z]+)@/$value{$1} \/\/ croak "nginx: $1"/ge;
        $text =~ s/^.*__Host-sid=.*\n//m if !$self->{limits};
        $edit->($file->[1]) for $edit ? $text : ();
        $self->_write("etc/$file->[1].conf", $text);
    }
    my $log = $self->_append('nginx');
    open my $null, '<', '/dev/null' or croak $!;
    my ($nginx) = grep { -x } qw(/usr/sbin/nginx /usr/bin/nginx);
    $self->{pids}{nginx} = $self->_spawn([$null, $log, $log], \%ENV, $nginx,
        '-e', 'stderr', '-c', "$self->{dir}/etc/nginx.conf", '-g',
        'daemon off;' . ($> == 0 ? ' user root;' : ''));
    my $until = time + START_S;
    while (time < $until) {
        return $self if IO::Socket::INET->new(PeerAddr => '127.0.0.1',
            PeerPort => $self->{port});
        croak 'nginx did not start: ' . $self->log('nginx')
            if waitpid($self->{pids}{nginx}, WNOHANG) != 0;
        sleep 0.02;
    }
    croak 'nginx is not ready: ' . $self->log('nginx');
}

# Add a user and sign in through a real login link.  {name, role, id, cookies}.
my $next_address = 2;
sub sign_in {
    my ($self, %o) = @_;
    my $name = $o{name} // 'user' . ++$self->{users};
    my $role = $o{role} // 'manager';
    my ($out, $err, $status) = $self->retention('user', 'add', $name,
        '--role', $role, $o{lang} ? ('--lang', $o{lang}) : ());
    croak "user add: $err" if $status != 0;
    my $who = {name => $name, role => $role, cookies => {},
        id => $self->value("SELECT id FROM users WHERE login = '$name'")};
    my $r = $self->use_link($self->link_for($name), as => $who, %o);
    croak "login: $r->{status}" if $r->{status} != 303;
    return $who;
}

# The token of a new login link.
sub link_for {
    my ($self, $name) = @_;
    my ($out, $err, $status) = $self->retention('login-link', $name);
    croak "login-link: $err" if $status != 0;
    $out =~ m{/login\?t=([\w-]+)$} or croak "no link: $out";
    return $1;
}

sub use_link {
    my ($self, $token, %o) = @_;
    return $self->post('/login', {t => $token, $o{trusted} ? (trusted => 1) : ()},
        %o, csrf => undef);
}

sub encode {
    my ($text) = @_;
    utf8::encode($text) if utf8::is_utf8($text);
    return $text =~ s/([^A-Za-z0-9._~-])/sprintf '%%%02X', ord $1/ger;
}

sub form {
    my ($pairs) = @_;
    my @list = ref $pairs eq 'ARRAY' ? @$pairs : map { ($_, $pairs->{$_}) } sort keys %$pairs;
    my @text;
    while (my ($name, $value) = splice @list, 0, 2) {
        push @text, encode($name) . '=' . encode($value);
    }
    return join '&', @text;
}

# `as` is somebody from sign_in(), whose cookies are sent and updated.  Every
# request comes from a new address, unless `from` names one, so that nginx's
# limits for each address apply only when a test wants them.  The limits for
# each session apply only if the site was made with `limits => 1`.
sub request {
    my ($self, $method, $path, %o) = @_;
    my $address = $o{from};
    if (!$address) {
        $address = '127.0.' . int($next_address / 250) . '.' . ($next_address % 250 + 1);
        $next_address++;
    }
    my $http = HTTP::Tiny->new(timeout => 120, max_redirect => 0,
        local_address => $address, agent => 'rt-test');
    my %headers = %{$o{headers} // {}};
    my $who     = $o{as};
    if ($who && %{$who->{cookies}}) {
        $headers{Cookie} //= join '; ',
            map { "$_=$who->{cookies}{$_}" } sort keys %{$who->{cookies}};
    }
    my $r = $http->request($method, $self->url . $path,
        {headers => \%headers, defined $o{content} ? (content => $o{content}) : ()});
    _keep_cookies($who, $r) if $who;
    return $r;
}

sub _keep_cookies {
    my ($who, $r) = @_;
    my $set = $r->{headers}{'set-cookie'} // return;
    for my $cookie (ref $set ? @$set : $set) {
        my ($name, $value) = $cookie =~ /^([^=]+)=([^;]*)/ or next;
        if ($cookie =~ /Max-Age=0/) { delete $who->{cookies}{$name} }
        else                        { $who->{cookies}{$name} = $value }
    }
    return;
}

sub get { my ($self, $path, %o) = @_; return $self->request('GET', $path, %o) }

# What the tabs of a page say with each of them open in turn, the current one in
# brackets: ('[New 2] Mine 1', 'New 2 [Mine 1]').
sub tabs {
    my ($self, $path, %o) = @_;
    my $tabs = sub { return $self->get($_[0], %o)->{content} =~ m{<nav class="tabs".*?</nav>}s
        ? [$& =~ m{<a href="([^"]*)"([^>]*)>(.*?)</a>}gs] : [] };
    my $first = $tabs->($path);
    return map {
        my @now = @{$tabs->($first->[3 * $_] =~ s/&amp;/&/gr)};
        my @words;
        while (my (undef, $current, $text) = splice @now, 0, 3) {
            $text =~ s/<[^>]*>//g;
            push @words, $current =~ /aria-current="page"/ ? "[$text]" : $text;
        }
        join ' ', @words;
    } 0 .. @$first / 3 - 1;
}

# Post a form as a page of ours would: with Origin, and with the CSRF token of a
# page that this person sees (without it for `csrf => undef`).
sub post {
    my ($self, $path, $fields, %o) = @_;
    my %f = %$fields;
    if (!exists $o{csrf}) { $f{csrf} = $self->csrf($o{as}) }
    elsif (defined $o{csrf}) { $f{csrf} = $o{csrf} }
    return $self->request('POST', $path, %o,
        content => form(\%f),
        headers => {
            'Content-Type' => 'application/x-www-form-urlencoded',
            Origin         => $self->url,
            %{$o{headers} // {}},
        });
}

sub csrf {
    my ($self, $who) = @_;
    my $page = $self->get('/login', as => $who);
    return $page->{content} =~ /name="csrf" value="([^"]+)"/ ? $1 : '';
}

# Send one request to a program (dashboard, chart, t/helper/NAME) without nginx.
# Returns {status, headers, content}.
sub cgi {
    my ($self, $program, $method, $path, %o) = @_;
    my ($plain, $query) = split /\?/, $path, 2;
    my $body = $o{content} // '';
    $self->_write('etc/env', '') if !-e "$self->{dir}/etc/env";
    chmod 0600, "$self->{dir}/etc/env";
    my $in = $self->_write("tmp/in.$$", $body);
    open my $stdin, '<', $in or croak $!;
    open my $out, '+>', "$self->{dir}/tmp/cgi.$$" or croak $!;
    my %env = (
        %{$self->environment},
        GATEWAY_INTERFACE => 'CGI/1.1',
        REQUEST_METHOD    => $method,
        REQUEST_URI       => $path,
        QUERY_STRING      => $query // '',
        HTTP_HOST         => "127.0.0.1:$self->{port}",
        (length $body ? (CONTENT_LENGTH => length $body,
            CONTENT_TYPE => 'application/x-www-form-urlencoded') : ()),
        %{$o{env} // {}},
    );
    waitpid $self->_spawn([$stdin, $out, $self->_append('cgi')], \%env,
        build() . "/$program" . ($program =~ m{/} ? '' : '.fcgi')), 0;
    my $text = _slurp("$self->{dir}/tmp/cgi.$$");
    my ($head, $content) = split /\r\n\r\n/, $text, 2;
    my %headers;
    push @{$headers{lc $1}}, $2 while ($head // '') =~ /^([\w-]+): (.*?)\r?$/mg;
    my ($status) = ($headers{status}[0] // '') =~ /^(\d+)/;
    return {status => $status, headers => {map { $_ => $headers{$_}[0] } keys %headers},
        content => $content, exit => $?};
}

# SQL of the record that an import with --as-of leaves.
sub imported_sql {
    my ($kind, $day) = @_;
    return 'INSERT INTO import_runs (kind, file_name, file_hash, options, as_of, '
        . "started_at, finished_at) VALUES ('$kind', '$kind.csv', REPEAT('0', 32), "
        . "'--as-of $day', '$day', UTC_TIMESTAMP(), UTC_TIMESTAMP())";
}

# A few clients with enough history for a churn page: two regions, a plan, ends
# with causes; as if imported with --as-of 2024-06-30.
sub small_company {
    my ($self) = @_;
    my (@clients, @contracts);
    for my $i (1 .. 60) {
        my $region = $i % 3 ? "'North'" : "'\x{42e}\x{433}'";
        my $plan   = $i % 2 ? "'basic'" : "'plus'";
        my $start  = sprintf '2023-%02d-%02d', 1 + $i % 12, 1 + $i % 28;
        my $end    = $i % 4 ? 'NULL' : sprintf "'2024-%02d-%02d'", 1 + $i % 6, 3 + $i % 20;
        my $cause  = $end eq 'NULL' ? 'NULL' : $i % 8 ? "'moved'" : "'price'";
        push @clients, "($i, 'c$i', $region, 'web', " . ($i % 5 ? "'retail'" : 'NULL') . ')';
        push @contracts, "($i, 'k$i', $i, '$start', $end, $plan, 50000, $cause)";
    }
    my $sql = "INSERT INTO clients (id, external_id, region, channel, segment) VALUES "
        . join(',', @clients) . ";\n"
        . 'INSERT INTO contracts (id, external_id, client_id, start_date, end_date, plan, '
        . 'monthly_fee_minor, end_cause) VALUES ' . join(',', @contracts) . ";\n"
        . "REPLACE INTO data_state (name, value) VALUES ('currency', 'RUB'), "
        . "('currency_digits', '2');\n"
        . imported_sql('contracts', '2024-06-30') . ';';
    utf8::encode($sql);
    $self->sql($sql);
    return $self->refresh;
}

sub stop {
    my ($self) = @_;
    return $self if $self->{owner} != $$;
    $self->_end($_, 'QUIT') for grep { $_ eq 'nginx' } keys %{$self->{pids}};
    $self->_end($_) for keys %{$self->{pids}};
    return $self;
}

sub finish {
    my ($self) = @_;
    $self->stop;
    my @bad = grep { /"level":"error"/ && !/"status":503/ }
        map { split /\n/, $self->log($_) } qw(dashboard chart file cgi);
    push @bad, grep { /\[(alert|emerg|crit)\]/ } split /\n/, $self->log('nginx');
    Test::More::is(join("\n", @bad), '', 'no error in any log');
    my @reports = grep { /Sanitizer|runtime error/ }
        map { split /\n/, $self->log($_) } qw(dashboard chart file cgi);
    Test::More::is(join("\n", @reports), '', 'no sanitizer report');
    return;
}

sub DESTROY {
    my ($self) = @_;
    return if $self->{owner} != $$;
    local ($?, $@, $!);
    $self->stop;
    $self->{db}->finish if $self->{db} && !$self->{borrowed};
    remove_tree($self->{dir}) if $self->{dir} && !$ENV{RT_KEEP};
    return;
}

1;
