#!/usr/bin/perl
# A public name means one thing in the whole tree: a struct, an enum, a type, a
# function, a constant or a macro of a header is defined once.
use strict;
use warnings;
use File::Find;
use Test::More;

my $root = $ENV{RT_SOURCE} // '.';
my @headers;
find({no_chdir => 1, wanted => sub { push @headers, $_ if /\.h$/ }},
    grep { -d } "$root/lib", "$root/tools");

# A header without comments and macro bodies, which define nothing.
sub code {
    my ($path) = @_;
    open my $fh, '<', $path or die "$path: $!";
    local $/;
    my $text = <$fh>;
    $text =~ s{/\*.*?\*/}{ }gs;
    $text =~ s/"(?:[^"\\]|\\.)*"/""/g;
    my @macros = $text =~ /^#\s*define\s+(\w+)/mg;
    $text =~ s/^#(?:[^\n]*\\\n)*[^\n]*//mg;
    return ($text, @macros);
}

# name -> [where it is defined]
my %where;
for my $path (sort @headers) {
    my ($text, @macros) = code($path);
    my $file = $path =~ s{^\Q$root\E/}{}r;
    my %here = map { ("macro $_" => 1) } grep { !/_H$/ } @macros;
    $here{"struct $1"} = 1 while $text =~ /\b(?:struct|union) (\w+)\s*\{/g;
    $here{"enum $1"}   = 1 while $text =~ /\benum (\w+)\s*\{/g;
    while ($text =~ /\benum(?: \w+)?\s*\{([^}]*)\}/g) {
        $here{"constant $_"} = 1 for map { /^\s*(\w+)/ ? $1 : () } split /,/, $1;
    }
    # A typedef ends with its name, or with its arguments for a function type.
    $here{"type $1"} = 1 while $text =~ /\btypedef [^;{}]*?\b(rt_\w+)\s*(?:\([^;]*\))?;/g;
    $text =~ s/\btypedef [^;]*;//g;
    $text =~ s/\{[^{}]*\}/{}/g for 1 .. 4;
    $here{"function $1"} = 1 while $text =~ /\b(rt_\w+)\(/g;
    push @{$where{s/^\w+ //r}}, "$_ in $file" for sort keys %here;
}
ok scalar keys %where > 500, 'public names were found: ' . scalar(keys %where);

# Within a folder a function may have the name of the struct that it takes or
# fills, and a macro that lists values the name of the enum made from it.
sub clashes {
    my (@places) = @_;
    my (%kinds, %folders);
    for (@places) {
        my ($kind, $folder) = m{^(\w+) \w+ in (.*)/} or die $_;
        $kinds{$kind}++;
        $folders{$folder}++;
    }
    return keys %folders > 1 || grep { $_ > 1 } values %kinds;
}
my @twice = map { join ', ', @{$where{$_}} } grep { clashes(@{$where{$_}}) } sort keys %where;
is_deeply \@twice, [], 'each public name is defined once' or diag join "\n", @twice;

# A struct or enum rt_... that is declared only in a source file would look
# public.
my @sources;
find({no_chdir => 1, wanted => sub { push @sources, $_ if /\.c$/ }}, "$root/lib");
my @hidden;
for my $path (sort @sources) {
    my ($text) = code($path);
    my $file = $path =~ s{^\Q$root\E/}{}r;
    push @hidden, "$file: struct $1"
        while $text =~ /^(?:struct|enum|union) (rt_\w+)\s*\{/mg;
    @hidden = grep { my ($name) = /(\w+)$/; $_ !~ /^\Q$file\E/ || !declared($name) } @hidden;
}
sub declared {
    my ($name) = @_;
    for my $path (@headers) {
        my ($text) = code($path);
        return 1 if $text =~ /\b(?:struct|enum|union) \Q$name\E\b/;
    }
    return 0;
}
is_deeply \@hidden, [], 'a struct that only one file uses has no public name';

# Every template that a page renders is checked when the program starts.
my $site = do { local (@ARGV, $/) = "$root/lib/page/site.c"; <> };
my ($checked) = $site =~ /\btemplates\[\] = \{(.*?)\}/s;
my %checked = map { $_ => 1 } $checked =~ /"([^"]+)"/g;
my %unchecked;
for my $path (glob "$root/lib/page/*.c") {
    my $text = do { local (@ARGV, $/) = $path; <> };
    $unchecked{$_} = 1 for grep { !$checked{$_} } $text =~ /\brt_view_render\(\w+,\s*"([^"]+)"/g;
}
is_deeply [sort keys %unchecked], [], 'every template that is rendered is checked at the start';

done_testing;
