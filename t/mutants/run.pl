# make mutants N=100 SEED=1: would the tests notice a mistake?
#
# Makes random changes of one token inside function bodies in lib/*/*.c, one at a
# time, in a copy of the tree.  After each change it compiles, and runs the unit
# tests of the folder and then tests of the product (Tests.pm) until one fails.
# Prints the share of changes that were noticed, by folder, and those that no
# test noticed.  The same seed makes the same changes to the same sources.  A
# change that does not compile, or gives the same machine code, is replaced by
# another.
#
#   N       how many (100)         SEED  which (1)
#   ONLY    a folder of lib/, or a part of a path, to stay in
#   LIMIT   seconds for one test (120); a longer run counts as noticed
#   UNITS   1: only unit tests, in a fraction of the time
#   AGAIN   file with the output of an earlier run: try only the changes that it
#           did not notice
#   AFTER   file with the output of an earlier run of the same sources and seed
#           that was broken off: go on behind it, and count its changes, too
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Cwd qw(abs_path);
use File::Path qw(make_path remove_tree);
use POSIX qw(WNOHANG setpgid);
use Source;
use Tests;
use Time::HiRes qw(sleep time);

$| = 1;
my %set = (N => 100, SEED => 1, ONLY => '', LIMIT => 120, UNITS => 0, AGAIN => '', AFTER => '');
$set{$_} = $ENV{$_} for grep { defined $ENV{$_} && length $ENV{$_} } keys %set;
my $source = abs_path($ENV{RT_SOURCE} // '.');
my $home   = abs_path($ENV{RT_BUILD}) . '/t/tmp/mutants';
my ($copy, $build) = ("$home/source", "$home/build");
my $log     = "$home/log";
my $library = 'libretention.so';
# These warnings are errors here: a change that our compilers refuse is not one
# that a test has to notice.
my $flags = '-O1 -fPIC -Werror=incompatible-pointer-types -Werror=int-conversion';
# ./check runs the tests under the sanitizers, too: here these watch the changed
# file alone, and programs hold their libraries ready.
my $watched = '-fsanitize=address,undefined -fno-sanitize-recover=all';

# Runs a command in its own process group: 0 when it succeeds, else why not.
sub run {
    my ($limit, $out, @command) = @_;
    my $pid = fork // die "fork: $!";
    if ($pid == 0) {
        setpgid(0, 0);
        open STDIN,  '<', '/dev/null';
        open STDOUT, '>>', $out;
        open STDERR, '>&', \*STDOUT;
        exec {$command[0]} @command or POSIX::_exit(127);
    }
    my $until = time + $limit;
    while (waitpid($pid, WNOHANG) == 0) {
        if (time > $until) {
            kill 'KILL', -$pid;
            waitpid $pid, 0;
            return 'takes too long';
        }
        sleep 0.02;
    }
    my $status = $?;
    kill 'KILL', -$pid;    # what a failed test left behind
    return $status == 0 ? 0 : "status $status";
}

# End what a test left running that was killed, in whatever process group: all
# inherit its environment.
sub end_left {
    for my $process (glob '/proc/[0-9]*') {
        open my $fh, '<', "$process/environ" or next;
        local $/;
        my $environment = <$fh> // '';
        kill 'KILL', $process =~ /(\d+)$/ if $environment =~ /(?:^|\0)RT_BUILD=\Q$build\E\0/;
    }
    return;
}

# Build programs of the copy.  They use the library as a shared one, so that a
# changed file is compiled once and no program is linked again.
sub built_with {
    my ($more, @targets) = @_;
    return run(1800, $log, 'make', '-s', '-C', $build, '-j2', '-f', "$home/shared.mk",
        "CFLAGS=$flags $more", "LDADD=$build/$library \$(foreign_libs)",
        "LDFLAGS=-Wl,--no-as-needed $watched", @targets) eq '0';
}
sub built         { return built_with('',       @_) }
sub built_watched { return built_with($watched, @_) }

sub copy_tree {
    make_path($copy, $build);
    run(120, $log, 'sh', '-c', "cd '$source' && tar -cf - --exclude=./build "
        . "--exclude=./.git --exclude=./var . | tar -C '$copy' -xf -")
        eq '0' or die "cannot copy $source: see $log\n";
    run(900, $log, 'sh', '-c', "cd '$build' && '$copy/configure' -q") eq '0'
        or die "configure: see $log\n" if !-e "$build/Makefile";
    write_file("$home/shared.mk", "include Makefile\n$library: \$(libretention_a_OBJECTS)\n"
        . "\t\$(CC) -shared -o \$@ \$(libretention_a_OBJECTS) \$(foreign_libs)\n");
    built($library) && built('all', 'build-tests')
        or die "the copy does not build: see $log\n";
    return;
}

# The unit tests for a file: first those with its name, then those of its
# folder, then those of the layers above.
sub units {
    my ($path) = @_;
    my ($own, @above) = Tests::units($path);
    my ($name) = $path =~ m{(\w+)\.c$};
    my @own   = map { s{^\Q$copy\E/}{}r =~ s/\.c$//r } glob "$copy/t/unit/$own/*-t.c";
    my @first = grep { m{/\Q$name\E-t$} } @own;
    return (@first, grep({ !m{/\Q$name\E-t$} } @own),
        map { s{^\Q$copy\E/}{}r =~ s/\.c$//r } map { glob "$copy/t/unit/$_/*-t.c" } @above);
}

# True when this test passes.
sub passes {
    my ($test) = @_;
    local @ENV{qw(RT_BUILD RT_SOURCE PERL5LIB LSAN_OPTIONS)} =
        ($build, $copy, "$copy/t/lib",
        "suppressions=$copy/t/lsan.supp:print_suppressions=0");
    my @command = $test =~ /\.t$/ ? ($^X, '-w', "$copy/$test") : ("$build/$test");
    open my $out, '>', "$home/tap" or die $!;
    close $out;
    my $failed = run($set{LIMIT}, "$home/tap", @command);
    end_left();
    return 0 if $failed ne '0';
    open my $tap, '<', "$home/tap" or die $!;
    return !grep { /^not ok/ && !/# TODO/ } <$tap>;
}

# A test that fails without any change would notice everything.  When a test
# fails for the first time, it is run again without the change.
my %trusted;
sub is_trusted {
    my ($test) = @_;
    return $trusted{$test} if exists $trusted{$test};
    built($library) or die "the copy does not build: see $log\n";
    $trusted{$test} = passes($test);
    print "    fails by itself, left out: $test\n" if !$trusted{$test};
    return $trusted{$test};
}

sub object_of { my ($path) = @_; return "$build/" . $path =~ s/\.c$/.o/r }

# The machine code alone, for comparison.
sub code_of {
    my ($object) = @_;
    open my $fh, '-|', 'objdump', '-d', '-r', '-s', '--no-show-raw-insn', $object or die $!;
    local $/;
    my $text = <$fh>;
    close $fh;
    return $text;
}

sub write_file {
    my ($path, $text) = @_;
    open my $fh, '>:raw', $path or die "$path: $!";
    print {$fh} $text;
    close $fh or die "$path: $!";
    return;
}

# Try a change: 'noticed', 'unnoticed', 'same' or 'broken', and which test
# noticed it.
sub try_change {
    my ($path, $text) = @_;
    my $target = $path =~ s/\.c$/.o/r;
    my @result;
    do {
        unlink "$build/$target";
        built_watched($target) or die "the copy does not build: see $log\n";
        @result = with_change("$copy/$path", $text, code_of(object_of($path)), $path);
    } while $result[0] eq 'noticed' && !is_trusted($result[1]);
    return @result;
}

sub with_change {
    my ($file, $text, $before, $path) = @_;
    open my $fh, '<:raw', $file or die "$file: $!";
    my $old = do { local $/; <$fh> };
    close $fh;
    write_file($file, $text);
    my @result = ('broken', '');
    if (built_watched($path =~ s/\.c$/.o/r)) {
        @result = code_of(object_of($path)) eq $before ? ('same', '') : judge($path);
    }
    write_file($file, $old);
    return @result;
}

# Unit tests first, then the product.
sub judge {
    my ($path) = @_;
    my @tests = (units($path), $set{UNITS} ? () : Tests::products($path, $copy));
    return ('broken', '') if !built($library);
    for my $test (grep { $trusted{$_} // 1 } @tests) {
        return ('noticed', $test) if !passes($test);
    }
    return ('unnoticed', '');
}

remove_tree($copy);
make_path($home);
open my $empty, '>', $log or die "$log: $!";
close $empty;
print "Copying and building in $home ...\n";
copy_tree();

my @places;
for my $file (sort glob "$copy/lib/*/*.c") {
    my $path = $file =~ s{^\Q$copy\E/}{}r;
    next if $set{ONLY} ne '' && index($path, $set{ONLY}) < 0;
    push @places, map { {%$_, file => $path} } Source::places($file);
}
@places or die "nothing to change in lib/*$set{ONLY}*\n";
my %of_kind;
push @{$of_kind{$_->{kind}}}, $_ for @places;
my @kinds = sort keys %of_kind;
printf "%d places in %d files; %d changes, seed %d\n", scalar @places,
    scalar(keys %{{map { $_->{file} => 1 } @places}}), @set{qw(N SEED)};

# The changes that an earlier run lists, also if their lines have moved.
sub listed {
    my ($earlier) = @_;
    open my $fh, '<', $earlier or die "$earlier: $!";
    my %wanted;
    while (<$fh>) { $wanted{"$1 $2"} //= 1 if m{^(?:  | *\d+ unnoticed .* s  )(lib/\S+):\d+ (.*)} }
    close $fh;
    my @found;
    for my $place (@places) {
        for my $now (@{$place->{now}}) {
            my $name = "$place->{file} $place->{function}: " . Source::words($place, $now);
            push @found, [$place, $now] if $wanted{$name};
        }
    }
    return @found;
}

# The changes that an earlier run has tried: their lines => results.
sub tried {
    my ($earlier) = @_;
    open my $fh, '<', $earlier or die "$earlier: $!";
    my %result;
    while (<$fh>) {
        $result{$2} = $1 if m{^ *\d+ (noticed|unnoticed|same) +\d+ s  (lib/.*?)(?:  \[\S+\])?$};
    }
    return %result;
}

srand $set{SEED};
my %tried = $set{AFTER} ne '' ? tried($set{AFTER}) : ();
my @again = $set{AGAIN} ne '' ? listed($set{AGAIN}) : ();
$set{N} = @again if $set{AGAIN} ne '';
my (%count, @survivors, %seen);
my $done = 0;
my $most = 20 * $set{N};    # changes drawn at most

# Draw the next change: [place, now]; nothing when there are no more.
sub draw {
    return shift @again if $set{AGAIN} ne '';
    return if $done >= $set{N} || $most-- <= 0;
    my $kind  = $kinds[rand @kinds];
    my $place = $of_kind{$kind}[rand @{$of_kind{$kind}}];
    return [$place, $place->{now}[rand @{$place->{now}}]];
}

while (my $change = draw()) {
    my ($place, $now) = @$change;
    next if $seen{"$place->{file} $place->{at} $now"}++;
    my $began = time;
    my $line = "$place->{file}:$place->{line} $place->{function}: " . Source::words($place, $now);
    my ($result, $by) = $tried{$line} ? ($tried{$line}, 'before')
        : try_change($place->{file}, Source::changed($place, $now));
    next if $result eq 'broken';
    my ($folder) = $place->{file} =~ m{^lib/(\w+)/};
    $count{$folder}{$result}++;
    $done++ if $result ne 'same';
    push @survivors, $line if $result eq 'unnoticed';
    printf "%3d %-9s %4.0f s  %s%s\n", $done, $result, time - $began, $line,
        $result eq 'noticed' ? "  [$by]" : '';
}

my ($noticed, $all) = (0, 0);
print "\nfolder    noticed  of  share  (same code)\n";
for my $folder (sort keys %count) {
    my %c = %{$count{$folder}};
    my ($n, $u) = map { $_ // 0 } @c{qw(noticed unnoticed)};
    printf "%-9s %7d %3d  %s  %d\n", $folder, $n, $n + $u,
        $n + $u ? sprintf('%4.0f %%', 100 * $n / ($n + $u)) : '   -  ', $c{same} // 0;
    $noticed += $n;
    $all     += $n + $u;
}
printf "%-9s %7d %3d  %4.1f %%\n", 'all', $noticed, $all, $all ? 100 * $noticed / $all : 0;
print "\nWhat no test noticed:\n", map { "  $_\n" } @survivors if @survivors;
