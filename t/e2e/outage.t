#!/usr/bin/perl
# What a machine can do to a site: a full disk, a database that does not start,
# connections that send nothing.  The site recovers by itself.
use strict;
use warnings;
use File::Temp qw(tempdir);
use IO::Socket::INET;
use RT::Quick;
use Test::More;
use Time::HiRes qw(sleep time);

my $why = RT::Quick->missing;
plan skip_all => $why if $why;

use constant { DISK_MB => 480, PATIENCE_S => 240 };

my $dir = tempdir('rt-outage-XXXXXX', TMPDIR => 1, CLEANUP => 1);
chmod 0755, $dir;
my ($var, $tmp, $data) = map {"$dir/$_"} qw(var tmp data);
mkdir $_ for $var, $tmp, $data;

# A separate disk needs root, and a machine where root may mount one.
my $disk = $> == 0 && system("mount -t tmpfs -o mode=755,size=@{[DISK_MB]}m tmpfs '$var' 2>/dev/null") == 0;

sub slurp {
    my ($file) = @_;
    open my $fh, '<', $file or return '';
    local $/;
    return scalar <$fh> // '';
}
sub spew {
    my ($file, $text) = @_;
    open my $fh, '>', $file or die "$file: $!";
    print {$fh} $text;
    close $fh or die "$file: $!";
    return;
}
sub wait_for {
    my ($what) = @_;
    my $until = time + PATIENCE_S;
    until ($what->()) { return 0 if time > $until; sleep 0.2 }
    return 1;
}

# Fill the disk up to this percentage.
sub fill_to {
    my ($percent) = @_;
    my ($used) = map { (split)[2] } grep {/\Q$var\E$/} `df -Pk '$var'`;
    my $more = $percent * DISK_MB * 1024 / 100 - $used;
    open my $fh, '>>', "$var/fill" or die $!;
    print {$fh} 'x' x 1024 for 1 .. $more;
    close $fh or die $!;
    return;
}

spew("$data/import.conf", "as-of = 2024-12-31\n[contracts c.csv]\nmap = contract_id=id\n"
    . "map = client_id=client\nmap = start_date=start\nmap = monthly_fee=fee\n");
spew("$data/c.csv", "id,client,start,fee\n" . join '', map {
    sprintf "%d,%d,2024-%02d-11,%d.00\n", $_, $_, 1 + $_ % 9, 100 + $_ % 50 } 1 .. 30000);

my $quick = RT::Quick->start($var, $tmp, '--demo', 500);
$quick->sign_in;
my $supervisor = slurp("$var/run/supervisord.pid");

sub page { return $quick->get('/churn') }
sub serves_whole {
    my $r = page();
    return $r->{status} == 200 && !$r->{headers}{'x-degraded'};
}
sub statuses {
    my %got;
    $got{$quick->get($_)->{status}}++ for ('/churn', '/overview', '/block/churn.png') x 4;
    return \%got;
}
ok serves_whole(), 'everything works at first';

subtest 'connections that send nothing' => sub {
    my $port = $quick->port;
    my $most = `ulimit -n 4600 2>/dev/null && echo 4200 || echo 900`;
    chomp $most;
    my $code = 'use IO::Socket::INET; $| = 1; my @s; for (1 .. $ARGV[1]) { my $s = '
        . 'IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $ARGV[0]) or last; '
        . 'print {$s} "GET / HTTP/1.1\r\nHost: x"; $s->flush; push @s, $s } '
        . 'print scalar(@s), "\n"; <STDIN>;';
    open my $in, '-|', 'sh', '-c', "ulimit -n 4600 2>/dev/null; exec '$^X' -e '$code' $port $most </dev/zero"
        or die $!;
    my $opened = <$in>;
    cmp_ok $opened, '>=', $most, "$most connections are open";
    is $quick->get('/static/style.css')->{status}, 200, 'a file is still served';
    is page()->{status}, 200, 'and a page';
    close $in;
};

subtest 'a database that does not start for a while' => sub {
    rename "$var/mariadb/data", "$var/mariadb/away" or die $!;
    kill 'KILL', slurp("$var/run/mariadb.pid") =~ /(\d+)/;
    ok wait_for(sub { slurp("$var/run/mariadb.started") =~ /^8 / }),
        'its start is tried with growing pauses';
    is_deeply statuses(), {200 => 12}, 'pages work meanwhile';
    my ($said, $status) = $quick->retention('refresh', '--once');
    is $status, 1, 'a refresh fails';
    like $said, qr/The database at \S+ does not answer/, '  in words';
    rename "$var/mariadb/away", "$var/mariadb/data" or die $!;
    ok wait_for(\&serves_whole), 'the database comes back by itself';
};

SKIP: {
    if (!$disk) {
        diag 'a disk of its own cannot be mounted: a full disk is NOT tested';
        skip 'no disk of its own', 1;
    }
    subtest 'a disk without room' => sub {
        my ($said, $status);
        my $nearly = "\xd0\x9d\xd0\xb0 \xd0\xb4\xd0\xb8\xd1\x81\xd0\xba\xd0\xb5 \xd1\x81\xd0\xb5\xd1\x80\xd0\xb2\xd0\xb5\xd1\x80\xd0\xb0";
        for my $percent (77, 83) {
            fill_to($percent);
            ($said) = $quick->retention('check');
            like $said, $percent < 80 ? qr/^Disk: 7\d % in use$/m
                : qr/^Disk: The disk of \S+ is 8\d % full\./m,
                    "check reports a disk that is $percent % full";
            is page()->{content} =~ /\Q$nearly\E/ ? 'told' : 'not told',
                $percent < 80 ? 'not told' : 'told', '  on the pages of an administrator';
        }
        unlink "$var/fill";
        my $import = $quick->begin('import', $data);
        ok wait_for(sub { $quick->said($import) ne '' || serves_whole() }), 'an import starts';
        open my $fill, '>', "$var/fill" or die $!;
        my $block = 'x' x (1 << 20);
        1 while syswrite $fill, $block;
        close $fill;
        is_deeply statuses(), {200 => 12}, 'pages still work';
        ($said, $status) = $quick->retention('check');
        is $status, 1, 'check fails';
        like $said, qr/The disk of \S+ is 100 % full\. Make room/, '  in words';
        ($said, $status) = $quick->retention('refresh', '--once');
        isnt $status, 0, 'a refresh fails';
        like $said, qr/does not answer|No room on the disk|disk of the database is full|An import of \S+ .*is running/,
            '  in words';
        # By now the database cannot write: it ends, or waits.
        is_deeply statuses(), {200 => 12}, 'pages work also after that';
        is slurp("$var/run/supervisord.pid"), $supervisor, 'supervisord is still running';
        unlink "$var/fill" or die $!;
        $status = $quick->ended($import);
        like $quick->said($import), qr/does not answer|full|room|contracts/i,
            "the import says how it ended: status $status";
        ok wait_for(\&serves_whole), 'everything comes back by itself';
        ($said, $status) = $quick->retention('import', $data);
        is $status, 0, 'an import works' or diag $said;
        ($said, $status) = $quick->retention('refresh', '--once');
        is $status, 0, 'and a refresh' or diag $said;
        like $said, qr/30,000/, '  with all of its rows';
        ok kill(0, $supervisor =~ /(\d+)/), 'supervisord was never restarted';
    };
}

$quick->stop;
END { local $?; system "umount '$var'" if $disk && $quick }
done_testing;
