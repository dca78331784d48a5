package Source;
# Finds the places of a source file that can be changed by one token, and how.
# Relies on the layout of clang-format: a function's body begins with a line "{"
# and ends with a line "}".
use strict;
use warnings;
use Carp qw(croak);

# kind -> [pattern of the token, its possible replacements].  Binary operators
# have a blank on each side; unary ones and pointers have none.
my %SWAP = (
    relation => [qr/(?<= )(<=|>=|==|!=|<|>)(?= )/, {
        '<' => ['<=', '>='], '<=' => ['<', '>'], '>' => ['>=', '<='], '>=' => ['>', '<'],
        '==' => ['!='], '!=' => ['==']}],
    arithmetic => [qr/(?<=[\w)\]] )(\+=|-=|\+|-|\*|\/|%|&&|\|\|)(?= )/, {
        '+' => ['-'], '-' => ['+'], '*' => ['/'], '/' => ['*'], '%' => ['*'],
        '+=' => ['-='], '-=' => ['+='], '&&' => ['||'], '||' => ['&&']}],
    constant => [qr/(?<![\w."'])(\d{1,9})(?![\w."'])/, sub {
        my ($n) = @_;
        return $n == 0 ? [1] : $n == 1 ? [0, 2] : [$n + 1, $n - 1];
    }],
);

# The same text with blanks for comments, strings and preprocessor lines.
sub _blank {
    my ($text) = @_;
    my $wipe = sub { return $_[0] =~ s/[^\n]/ /gr };
    $text =~ s{("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+')|(/\*.*?\*/)}
        {$wipe->($1 // $2)}gse;
    $text =~ s/^(#(?:[^\n]*\\\n)*[^\n]*)/$wipe->($1)/gme;
    return $text;
}

# [begin, end, name] of each function's body.
sub _bodies {
    my ($text) = @_;
    my @bodies;
    while ($text =~ /^(\w+)\([^;{}]*\)\n\{\n(.*?)^\}$/gms) {
        push @bodies, [$-[2], $+[2], $1];
    }
    return @bodies;
}

# True for a call whose first two arguments can be swapped without effect: a
# maximum or minimum, or a comparison of two texts for equality.
sub _is_even {
    my ($before, $behind) = @_;
    return $before =~ /\bf(?:max|min)\($/
        || ($before =~ /\b(?:str(?:n?case)?n?cmp|memcmp)\($/ && $behind =~ /^[^;]*?\) [!=]= 0\b/);
}

# True for the 1 of "n + 1" elements that are allocated: room that none may need.
sub _is_spare {
    my ($before) = @_;
    return $before =~ /\brt_alloc_n\([^;]* \+ $/;
}

# All changes within one body: {kind, at, len, now: [texts]}.
sub _in_body {
    my ($text, $from, $to) = @_;
    my $body = substr $text, $from, $to - $from;
    my @places;
    for my $kind (sort keys %SWAP) {
        my ($token, $other) = @{$SWAP{$kind}};
        while ($body =~ /$token/g) {
            my $now = ref $other eq 'CODE' ? $other->($1) : $other->{$1};
            next if $1 eq '1' && _is_spare(substr $body, 0, $-[1]);
            push @places, {kind => $kind, at => $from + $-[1], len => length $1, now => $now};
        }
    }
    # A whole statement that is neither a declaration nor a jump.
    while ($body =~ /(?<=[;{})]\n)( +)((?!return\b|break\b|continue\b|goto\b|case\b|else\b|if\b|for\b|while\b|do\b|switch\b|default\b)(?:\*?[a-z_][\w.>\[\]*-]*(?: [-+*\/|&]?= |\+\+|--|\()|\+\+|--|\(void\)).*?);\n/gs) {
        next if $2 =~ /[{}]/;
        push @places, {kind => 'statement', at => $from + $-[2], len => length($2),
            now => ['']};
        pos($body) = $+[2];
    }
    while ($body =~ /\bif (\((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*\))/g) {
        push @places, {kind => 'condition', at => $from + $-[1], len => length $1,
            now => ["(!$1)"]};
    }
    while ($body =~ /(?<=\w\()((?:[^(),;]|\([^()]*\))+), ((?:[^(),;]|\([^()]*\))+)(?=[,)])/g) {
        my ($one, $two, $at, $end) = ($1, $2, $-[1], $+[2]);
        next if $one eq $two || _is_even(substr($body, 0, $at), substr($body, $end));
        push @places, {kind => 'arguments', at => $from + $at, len => $end - $at,
            now => ["$two, $one"]};
    }
    return @places;
}

# All changes that a file allows: {kind, at, len, now, function, line, was}.
sub places {
    my ($path) = @_;
    open my $fh, '<:raw', $path or croak "$path: $!";
    local $/;
    my $text  = <$fh>;
    my $plain = _blank($text);
    my @all;
    for my $body (_bodies($plain)) {
        my ($from, $to, $name) = @$body;
        for my $p (_in_body($plain, $from, $to)) {
            my $was = substr $text, $p->{at}, $p->{len};
            # Strings were blanked for the search: put them back.
            next if $p->{kind} =~ /^(?:condition|arguments)$/
                && $was ne substr $plain, $p->{at}, $p->{len};
            my $line = 1 + (substr($text, 0, $p->{at}) =~ tr/\n//);
            push @all, {%$p, path => $path, function => $name, line => $line, was => $was};
        }
    }
    return @all;
}

# The text of the file with one of these changes made.
sub changed {
    my ($place, $now) = @_;
    open my $fh, '<:raw', $place->{path} or croak "$place->{path}: $!";
    local $/;
    my $text = <$fh>;
    substr $text, $place->{at}, $place->{len}, $now;
    return $text;
}

# A change in words, on one line: "negate if", "drop: f(x);", "< -> <=".
sub words {
    my ($place, $now) = @_;
    my $was = $place->{was} =~ s/\s+/ /gr;
    return "drop: $was;"            if $place->{kind} eq 'statement';
    return "negate if $was"         if $place->{kind} eq 'condition';
    return "swap arguments: $was"   if $place->{kind} eq 'arguments';
    return "$was -> $now";
}

1;
