# What STYLE promises of the sources: who may include whom, which header is
# seen where, and which functions nobody calls.
use strict;
use warnings;

use File::Find;
use Test::More;

my $root = $ENV{RT_SOURCE} // '.';

# The higher may include the lower; folders of one rank do not know each
# other.
my %rank = (
    base => 0, text => 0.5, field => 0.7,
    conf => 1, db => 1, http => 1, tmpl => 1, chart => 1, snap => 1,
    repo => 2, stat => 2,
    block => 2.5, desk => 2.5,
    app => 2.7,
    page => 3, bot => 3, import => 3,
    demo => 3.2, job => 3.2,
    cgi => 4, tools => 4,
);

# A header of a library and the only place that may see it.
my %only = (
    qr{^(?:mysql|mariadb)}  => qr{^lib/db/},
    qr{^(?:cairo|pango)}    => qr{^lib/chart/gfx_cairo\.c$},
    qr{^curl/}              => qr{^lib/tg/},
    qr{^fcgi}               => qr{^lib/http/fcgi\.c$},
);

# What decides without looking anywhere but at what it is given.
my $core = qr{^lib/desk/(?:acts|case|decide|due|effect|guards|history|holdout|
    hours|offer|plan|say|table|turn|wake|was|worked|worker|zones)\.[ch]$}x;
my $pure = qr{^lib/stat/|$core};
my $outside = qr{^(?:db|repo|conf|http)/|^base/(?:clock|disk|process)\.h$|
    ^(?:time|stdio_ext|unistd|fcntl)\.h$|^sys/}x;
my $clock = qr/\b(?:time|clock_gettime|gettimeofday|rt_clock_ms|rt_clock_us)\s*\(/;

my %banned = map { $_ => 1 } qw(strcpy strcat sprintf vsprintf gets atoi atol
    atof system popen alloca mysql_real_escape_string strtok
    tmpnam mktemp);

# Files that look into their folder's own sources from tests are not judged.
my @files;
find({no_chdir => 1, wanted => sub {
    push @files, $File::Find::name =~ s{^\Q$root\E/}{}r
        if /\.[ch]$/ && -f;
}}, grep { -d } map {"$root/$_"} qw(lib cgi tools));
@files = sort @files;
ok(@files > 50, 'there are sources: ' . @files);

# The desk's core is beneath lib/repo, which stores what it decides; what asks
# the one and calls the other is above both.
my $core_rank = 1.5;

sub rank_of {
    my ($file) = @_;
    return $file =~ $core ? $core_rank : $rank{folder_of($file)} // 0;
}

sub folder_of { $_[0] =~ m{^lib/([^/]+)/} ? $1 : $_[0] =~ m{^([^/]+)/} ? $1 : '' }

my (@up, @foreign, @called, @unknown, @impure);
my $n_pure = 0;
for my $file (@files) {
    open my $in, '<', "$root/$file" or die "$file: $!";
    my $folder = folder_of($file);
    push @unknown, $file unless exists $rank{$folder};
    $n_pure += $file =~ $pure;
    while (<$in>) {
        if (/^\s*#\s*include\s+"((\w+)\/[^"]+)"/) {
            push @up, "$file:$.: $1"
                if exists $rank{$2} && $2 ne $folder
                && rank_of("lib/$1") >= rank_of($file);
        }
        if (/^\s*#\s*include\s+<([^>]+)>/) {
            my $header = $1;
            for my $lib (keys %only) {
                push @foreign, "$file:$.: $header"
                    if $header =~ $lib && $file !~ $only{$lib};
            }
        }
        push @impure, "$file:$.: $1"
            if $file =~ $pure && /^\s*#\s*include\s+["<]([^">]+)/ && $1 =~ $outside;
        next if m{^\s*(?:/?\*|//)};
        push @impure, "$file:$.: a clock" if $file =~ $pure && /$clock/;
        while (/\b(\w+)\s*\(/g) {
            push @called, "$file:$.: $1" if $banned{$1};
        }
        # Text that a program puts together never reaches the server.
        push @called, "$file:$.: mysql_query without a literal"
            if /\bmysql_query\(/ && !/\bmysql_query\([^,]+, (?:"|sql_\w+)/;
    }
    close $in;
}
is("@unknown", '', 'every folder has a rank');
is(join("\n", @up), '', 'includes go downwards only');
is(join("\n", @foreign), '', 'foreign headers are seen in one place each');
ok($n_pure > 40, "there are pure sources: $n_pure");
is(join("\n", @impure), '', 'formulas and decisions see no database and no clock');
is(join("\n", @called), '', 'no banned function is called');
done_testing;
