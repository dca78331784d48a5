#!/usr/bin/perl
# The words of lib/text/words_*.def agree with their use: every key that sources
# and templates name exists, and every key is used.
use strict;
use warnings;
use File::Find;
use Test::More;

my $root = $ENV{RT_SOURCE} // '.';
my $string = qr/"(?:[^"\\]|\\.)*"/;

# The position of the key among the arguments of each function.
my %calls = (
    rt_fail_key    => 2,
    rt_text        => 1,
    rt_text_find   => 1,
    rt_text_fill   => 2,
    rt_text_plural => 2,
);

sub slurp {
    my ($path) = @_;
    open my $fh, '<:encoding(UTF-8)', $path or die "$path: $!\n";
    local $/;
    return scalar <$fh>;
}

sub files {
    my ($pattern, @folders) = @_;
    my @found;
    my @there = grep { -d } map { "$root/$_" } @folders;
    find({ no_chdir => 1,
           wanted   => sub { push @found, $_ if -f && /$pattern/ } }, @there)
        if @there;
    return sort @found;
}

sub without_comments {
    my ($text) = @_;
    $text =~ s{($string|'(?:[^'\\]|\\.)')|/\*.*?\*/}{$1 // ' '}gse;
    return $text;
}

# The contents of string literals; the character '"' does not begin one.
sub strings {
    my ($text) = @_;
    return map { substr $_, 1, -1 } grep { defined }
        $text =~ /'(?:[^'\\]|\\.)'|($string)/g;
}

# The arguments of the call whose opening bracket is just before pos($$text).
sub arguments {
    my ($text) = @_;
    my ($depth, @args) = (1, '');
    while ($$text =~ /\G($string|'(?:[^'\\]|\\.)'|.)/gcs) {
        my $token = $1;
        $depth++ if $token =~ /^[(\[{]$/;
        $depth-- if $token =~ /^[)\]}]$/;
        last if $depth == 0;
        if   ($token eq ',' && $depth == 1) { push @args, '' }
        else                                { $args[-1] .= $token }
    }
    return @args;
}

# The keys that calls name: the string literals in the argument, one or, with a
# condition, several.
sub keys_of_calls {
    my ($text) = @_;
    my @keys;
    while ($text =~ /\b(\w+)\s*\(/g) {
        next unless exists $calls{$1};
        my ($name, $at) = ($1, pos $text);
        my $arg = (arguments(\$text))[ $calls{$name} ] // '';
        pos($text) = $at;
        # rt_text(lang, rt_fmt(a, "month_%d", m)) is a pattern, see below.
        next if $arg =~ /\(/;
        push @keys, strings($arg);
    }
    return @keys;
}

sub words_in {
    my ($file) = @_;
    my $text = without_comments(slurp($file));
    my @keys;
    while ($text =~
        /\G\s*W\(([a-z0-9_]+),\s*$string(?:\s*$string)*,\s*$string(?:\s*$string)*\)/gc)
    {
        push @keys, $1;
    }
    $text =~ /\G\s*(.{0,60})/gs;
    is $1, '', "$file: only W(key, \"...\", \"...\")";
    return @keys;
}

my (%word, %twice);
for my $file (files(qr/words_\w+\.def$/, 'lib/text')) {
    for my $key (words_in($file)) {
        $twice{$key}++ if $word{$key};
        $word{$key} = $file;
    }
}
is_deeply [ sort keys %twice ], [], 'no key is defined twice';

my $all = slurp("$root/lib/text/words.def");
my @left_out = grep { $all !~ m{"text/\Q$_\E"} }
    map { m{([^/]+)$} } files(qr/words_\w+\.def$/, 'lib/text');
is_deeply \@left_out, [], 'every words_*.def is in words.def';

my (%named, %literal, %pattern);
for my $file (files(qr/\.[ch]$/, qw(lib cgi tools))) {
    my $text = without_comments(slurp($file));
    $named{$_} //= $file for keys_of_calls($text);
    for (strings($text)) {
        $literal{$_} = 1;
        # Keys that are put together: "figure_%s", "block_%s_title", or "help_"
        # with the rest appended.  They begin with a word that only they use.
        next unless /^[a-z][a-z0-9]+_(?:[a-z0-9_]*%[a-z]+[a-z0-9_]*)*$/;
        my $keys = s/%[a-z]+/[a-z0-9_]+/gr;
        $pattern{$_} = /%/ ? qr/^$keys$/ : qr/^$keys[a-z0-9_]+$/;
    }
}
for my $file (files(qr/\.mustache$/, 'templates')) {
    my $text = slurp($file);
    $named{$_} //= $file
        for $text =~ /\{\{[{&#^]?\s*t\.([\w.]+)\s*\}?\}\}/g;
}

my @missing = map { "$_ ($named{$_})" } grep { !$word{$_} } sort keys %named;
is join("\n", @missing), '', 'every key that is named exists';
ok %named > 20, 'calls name keys: ' . keys %named;

my (%by_pattern, @unused);
for my $key (sort keys %word) {
    next if $named{$key} || $literal{$key};
    my ($by) = grep { $key =~ $pattern{$_} } sort keys %pattern;
    if   (defined $by) { push @{ $by_pattern{$by} }, $key }
    else               { push @unused, "$key ($word{$key})" }
}
is join("\n", @unused), '', 'every key is used';
note sprintf '"%s" in the sources stands for %d words: %s', $_,
    scalar @{ $by_pattern{$_} }, join ' ', @{ $by_pattern{$_} }
    for sort keys %by_pattern;

is_deeply [ keys_of_calls(<<'END') ], [qw(one two three four five)],
rt_fail_key(rt_faults_next(&f, 1), RT_EINVAL, "one", "name", x, NULL);
rt_text(lang, ok ? "two" : "three"); rt_text(lang, rt_fmt(a, "m_%d", 1));
rt_text_fill(lang, a, "four", "n", rt_text(lang, "five"), NULL);
my_rt_text(lang, "six");
END
    'literal keys are found in calls, also in nested ones';
is_deeply [ strings(q{'"' "a" '\'' "b\"" '"'}) ], [ 'a', 'b\"' ],
    'strings are distinguished from characters';
is without_comments(qq{a "/*" /* "b" */ '"' c}), qq{a "/*"   '"' c},
    'comments are removed, strings kept';

done_testing;
