namespace LiteVae.Cli.Verbs.Completion;

/// <summary>The scripts by shell. Each asks the tool itself, by the directive <c>[suggest:POSITION]</c>, what may follow; files are completed by the shell.</summary>
internal static class CompletionScripts
{
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["bash"] = """
            # Completion of litevae in bash: eval "$(litevae completion bash)"
            _litevae() {
                local line="${COMP_LINE:0:COMP_POINT}" suggestion
                COMPREPLY=()
                while IFS= read -r suggestion; do
                    suggestion="${suggestion%$'\r'}"
                    [ -n "$suggestion" ] && COMPREPLY+=("$suggestion")
                done < <("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)
            }
            complete -o bashdefault -o default -F _litevae litevae
            """,
        ["zsh"] = """
            #compdef litevae
            # Completion of litevae in zsh: source <(litevae completion zsh), after compinit
            _litevae() {
                local line="${(j: :)words[1,CURRENT]}"
                local -a suggestions
                suggestions=("${(@f)$(${words[1]} "[suggest:${#line}]" "$line" 2>/dev/null)}")
                suggestions=(${suggestions:#})
                if (( ${#suggestions} )); then
                    compadd -- "${suggestions[@]}"
                else
                    _files
                fi
            }
            compdef _litevae litevae
            """,
        ["fish"] = """
            # Completion of litevae in fish: litevae completion fish | source
            function __litevae_suggest
                set -l line (commandline -cp)
                litevae "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
            end
            complete -c litevae -a '(__litevae_suggest)'
            """,
        ["pwsh"] = """
            # Completion of litevae in PowerShell: litevae completion pwsh | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName litevae -ScriptBlock {
                param($wordToComplete, $commandAst, $cursorPosition)
                $length = $cursorPosition - $commandAst.Extent.StartOffset
                $line = $commandAst.ToString().PadRight($length).Substring(0, $length)
                litevae "[suggest:$length]" "$line" 2>$null | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }
            """,
    };
}
