@echo off
setlocal
rem ASCII only: this file is read in the code page of the office. All words are said by install.py.
pushd "%~dp0" || exit /b 1
set "PYTHON="
for %%V in (@PYTHONS@) do if not defined PYTHON py -%%V -c "" >nul 2>nul && set "PYTHON=py -%%V"
if not defined PYTHON py -c "" >nul 2>nul && set "PYTHON=py"
if not defined PYTHON python -c "" >nul 2>nul && set "PYTHON=python"
if not defined PYTHON (
  type no-python.msg
  pause
  popd
  exit /b 1
)
%PYTHON% install.py %*
set "CODE=%ERRORLEVEL%"
pause
popd
exit /b %CODE%
